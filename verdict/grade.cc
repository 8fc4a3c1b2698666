// Grading: two questions about rounding, then every algorithm class in the ladder's order.
#include "verdict/grade.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/error.h"
#include "verdict/bound.h"
#include "verdict/judging.h"

namespace normaudit::verdict {
namespace {

constexpr std::string_view kCorrectlyRounded = "correctly_rounded";
constexpr std::string_view kFaithful = "faithful";
constexpr std::string_view kWrong = "wrong";
constexpr std::string_view kVacuousGrade = "vacuous";

std::vector<const Bound*> ladder() {
  std::vector<const Bound*> classes = Registry<Bound>::instance().all();
  std::erase_if(classes, [](const Bound* each) { return !each->rank; });
  std::sort(classes.begin(), classes.end(),
            [](const Bound* a, const Bound* b) { return a->rank < b->rank; });
  return classes;
}

// What nothing is known about adds in any order, in the array's own format.
NumericContract loosest_contract(const Bound& bound) {
  NumericContract contract;
  contract.algorithm = bound.name;
  contract.order = NumericContract::Order::kAny;
  contract.operations = NumericContract::Operations::kOutputFormat;
  contract.variance_never_negative = !bound.variance_may_be_negative;
  return contract;
}

// The class with a declared contract's formats, form and range: what the algorithm does not settle.
NumericContract contract_of(const Bound& bound, const NumericContract* declared) {
  NumericContract contract = loosest_contract(bound);
  if (declared == nullptr) return contract;
  contract.accumulator = declared->accumulator;
  contract.operations = declared->operations;
  contract.normalization = declared->normalization;
  contract.ema = declared->ema;
  contract.degenerate = declared->degenerate;
  contract.range = declared->range;
  contract.flushes_subnormals = declared->flushes_subnormals;
  return contract;
}

// How one array relates to the exact answers' roundings.
class Roundings {
 public:
  Roundings(const Truth& truth, Role role, const Tensor& got)
      : truth_(truth), role_(role), got_(got) {}

  bool all_correct() const {
    return every([&](std::int64_t i) { return position(i) == nearest(i); });
  }

  // No number of the format lies strictly between got and the exact value.
  bool all_faithful() const {
    return every([&](std::int64_t i) {
      const std::int64_t here = nearest(i);
      const std::int64_t got = position(i);
      return got == here || got == here + side(i, here);
    });
  }

 private:
  bool every(const std::function<bool(std::int64_t)>& holds) const {
    for (std::int64_t i = 0; i < got_.count(); ++i) {
      const bool unreal = std::isnan(truth_.high(role_, i));
      const bool nan = is_nan(got_.dtype(), got_.bits(i));
      if (unreal != nan || (!unreal && !holds(i))) return false;
    }
    return true;
  }

  std::int64_t position(std::int64_t i) const { return ordinal(got_.dtype(), got_.bits(i)); }

  // The rounding of the double is that of the exact value unless the double's neighbours disagree.
  std::int64_t nearest(std::int64_t i) const {
    const Dtype dtype = got_.dtype();
    const double high = truth_.high(role_, i);
    const Bits below = narrow(dtype, std::nextafter(high, -INFINITY));
    const Bits above = narrow(dtype, std::nextafter(high, INFINITY));
    if (dtype == Dtype::kFloat64) return ordinal(dtype, narrow(dtype, high));
    if (below == above || std::isinf(high)) return ordinal(dtype, narrow(dtype, high));
    return ordinal(dtype, truth_.oracle().rounded(role_, i, dtype));
  }

  // Sign of exact - (the number at `position`).
  std::int64_t side(std::int64_t i, std::int64_t position) const {
    const double high = truth_.high(role_, i);
    const double number = widen(got_.dtype(), from_ordinal(got_.dtype(), position));
    if (high != number) return high > number ? 1 : -1;
    if (std::isinf(number)) return 0;
    return truth_.oracle().compare(role_, i, number);
  }

  const Truth& truth_;
  Role role_;
  const Tensor& got_;
};

class Grader {
 public:
  Grader(const Problem& problem, const Tensors& inputs)
      : problem_(problem),
        inputs_(inputs),
        truth_(problem, inputs),
        conditions_(reference::conditions_of(problem, inputs)) {}

  OutputGrade grade(Role role, const Tensor& got) const {
    OutputGrade result{.role = role, .grade = by_rounding(role, got), .verdict = {}};
    const bool settled = !result.grade.empty();
    // The verdict beside a grade by rounding is that of the tightest class.
    for (const Bound* each : ladder()) {
      if (each->covers_batch_statistics == uses_running_statistics(problem_.pass)) continue;
      const NumericContract contract = loosest_contract(*each);
      result.verdict =
          judge_output({{problem_, inputs_, conditions_, contract}, truth_}, role, got);
      if (settled || (keeps(result.verdict) && !says_nothing(result.verdict))) {
        if (!settled) result.grade = each->name;
        break;
      }
    }
    if (settled) {
      settle(result.verdict);
    } else if (result.grade.empty()) {
      conclude(result);
    }
    return result;
  }

  OutputStandings standings(Role role, const Tensor& got, const NumericContract* declared) const {
    OutputStandings result{.role = role, .rungs = {}};
    const auto add = [&](std::string_view rung, Standing standing) {
      result.rungs.emplace_back(rung, standing);
    };
    const Standing otherwise = got.count() == 0 ? Standing::kSilent : Standing::kExceeded;
    const std::string rounding = by_rounding(role, got);
    add(kCorrectlyRounded, rounding == kCorrectlyRounded ? Standing::kKept : otherwise);
    add(kFaithful, rounding.empty() ? otherwise : Standing::kKept);
    for (const Bound* each : ladder()) {
      if (each->covers_batch_statistics == uses_running_statistics(problem_.pass)) continue;
      if (!rounding.empty()) {
        add(each->name, Standing::kKept);
        continue;
      }
      add(each->name, standing(role, got, {.bound = *each, .declared = declared}));
    }
    return result;
  }

 private:
  struct Rung {
    const Bound& bound;
    const NumericContract* declared;
  };

  Standing standing(Role role, const Tensor& got, const Rung& rung) const {
    const NumericContract contract = contract_of(rung.bound, rung.declared);
    const Judging judging{{problem_, inputs_, conditions_, contract}, truth_};
    if (const auto settled = by_numbers(judging, role, got)) return *settled;
    const OutputVerdict output = judge_output(judging, role, got);
    // A declared range may be left: `lost` is held against unknown arithmetic alone.
    const bool kept = rung.declared == nullptr ? keeps(output) : output.failures == 0;
    if (!kept) return Standing::kExceeded;
    return says_nothing(output) ? Standing::kSilent : Standing::kKept;
  }

  // The verdict's predicate alone, up to the first element beyond its bound; none where something
  // is not finite before that. Millions of elements are judged by every class.
  static std::optional<Standing> by_numbers(const Judging& judging, Role role, const Tensor& got) {
    const OutputBound bound(judging.facts, {.role = role, .dtype = got.dtype(), .sources = {}});
    for (std::int64_t i = 0; i < got.count(); ++i) {
      const double value = got.get(i);
      const double exact = judging.truth.high(role, i);
      if (!std::isfinite(value) || !std::isfinite(exact)) return std::nullopt;
      const double allowed = bound(i, exact);
      if (!std::isfinite(allowed)) return std::nullopt;
      const ErrorRange error = error_range(value, exact);
      if (error.high <= allowed) continue;
      if (error.low > allowed || !within_bound({.oracle = judging.truth.oracle(),
                                                .role = role,
                                                .logical = i,
                                                .got = value,
                                                .bound = allowed})) {
        return Standing::kExceeded;
      }
    }
    return got.count() == 0 ? Standing::kSilent : Standing::kKept;
  }

  // Empty where neither holds, or where there is nothing that could be rounded.
  std::string by_rounding(Role role, const Tensor& got) const {
    if (got.count() == 0) return "";
    const Roundings roundings(truth_, role, got);
    if (roundings.all_correct()) return std::string(kCorrectlyRounded);
    return roundings.all_faithful() ? std::string(kFaithful) : "";
  }

  // Arithmetic that is unknown has no right to overflow: what a class promises nothing of must
  // still be a number where the exact value is one.
  static bool keeps(const OutputVerdict& output) {
    return output.failures == 0 && output.lost == 0;
  }

  static bool says_nothing(const OutputVerdict& output) {
    return output.unbounded == output.elements;
  }

  // No class can promise more than a rounding that was seen to be right, even one that promises
  // nothing here.
  static void settle(OutputVerdict& output) {
    output.status = Status::kPass;
    output.reason.clear();
    output.failures = 0;
  }

  // Every class was broken, or the loosest says nothing of any element.
  static void conclude(OutputGrade& result) {
    result.grade = keeps(result.verdict) ? kVacuousGrade : kWrong;
    if (result.verdict.lost == 0 || result.verdict.failures > 0) return;
    result.verdict.status = Status::kFail;
    result.verdict.reason = std::to_string(result.verdict.lost) + " of " +
                            std::to_string(result.verdict.elements) +
                            " elements are NaN or infinite where the exact value is not";
  }

  const Problem& problem_;
  const Tensors& inputs_;
  Truth truth_;
  std::vector<reference::Condition> conditions_;
};

}  // namespace

std::vector<std::string> grades() {
  std::vector<std::string> names{std::string(kCorrectlyRounded), std::string(kFaithful)};
  for (const Bound* each : ladder()) names.push_back(each->name);
  names.emplace_back(kWrong);
  return names;
}

std::string parse_grade(std::string_view text) {
  std::string known;
  for (const std::string& each : grades()) {
    if (each == text) return each;
    known += known.empty() ? each : ", " + each;
  }
  throw InputError("unknown grade '" + std::string(text.substr(0, 64)) + "': expected one of " +
                   known);
}

std::vector<OutputGrade> grade(const Problem& problem, const Tensors& inputs, const Tensors& got) {
  const Grader grader(problem, inputs);
  std::vector<OutputGrade> result;
  for (Role role : outputs_of(problem)) {
    const Tensor* array = got.find(role);
    if (array != nullptr) result.push_back(grader.grade(role, *array));
  }
  return result;
}

std::vector<OutputStandings> standings(const Problem& problem, const Tensors& inputs,
                                       const Tensors& got, const NumericContract* contract) {
  const Grader grader(problem, inputs);
  std::vector<OutputStandings> result;
  for (Role role : outputs_of(problem)) {
    const Tensor* array = got.find(role);
    if (array != nullptr) result.push_back(grader.standings(role, *array, contract));
  }
  return result;
}

bool worse(std::string_view a, std::string_view b) {
  const std::vector<std::string> order = grades();
  const auto place = [&](std::string_view text) {
    if (text == kVacuousGrade) return order.end() - order.begin();
    return std::find(order.begin(), order.end(), parse_grade(text)) - order.begin();
  };
  return place(a) > place(b);
}

}  // namespace normaudit::verdict
