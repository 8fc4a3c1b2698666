// Judging one output array: the cheap test for every element, the slow path for those it leaves
// open and for those that could be the worst.
#include "verdict/judge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "verdict/judging.h"

namespace normaudit::verdict {
namespace {

double ratio(double numerator, double denominator) {
  return numerator == 0 ? 0 : numerator / denominator;
}

double ulp_of(Dtype dtype, double exact) {
  const Format format = format_of(dtype);
  const int exponent = exact == 0 || std::isinf(exact) ? format.min_exponent : std::ilogb(exact);
  return std::ldexp(1.0, std::max(exponent, format.min_exponent) - format.precision + 1);
}

double largest_magnitude(const Truth& truth, Role role) {
  double largest = 0;
  for (std::int64_t i = 0; i < truth.count(role); ++i) {
    const double magnitude = std::fabs(truth.high(role, i));
    if (std::isfinite(magnitude)) largest = std::max(largest, magnitude);
  }
  return largest;
}

class OutputJudge {
 public:
  OutputJudge(const Judging& judging, Role role, const Tensor& got)
      : judging_(judging),
        got_(got),
        bound_(judging.facts, {.role = role, .dtype = got.dtype(), .sources = {}}),
        largest_(largest_magnitude(judging.truth, role)) {
    verdict_.role = role;
    verdict_.elements = got.count();
  }

  OutputVerdict judge() {
    for (std::int64_t i = 0; i < got_.count(); ++i) judge_element(i);
    if (right_special_ && first_ && !wrong_special_) verdict_.worst = *right_special_;
    if (right_special_ && !measured_any_) verdict_.least_accurate = *right_special_;
    if (verdict_.failures > 0) {
      verdict_.status = Status::kFail;
      verdict_.reason = std::to_string(verdict_.failures) + " of " +
                        std::to_string(verdict_.elements) + " elements are wrong";
    } else if (verdict_.elements == 0) {
      verdict_.status = Status::kVacuous;
      verdict_.reason = "no elements";
    } else if (verdict_.unbounded == verdict_.elements) {
      verdict_.status = Status::kVacuous;
      verdict_.reason = overflow_seen_
                            ? "an intermediate may overflow: the contract promises nothing"
                            : "the contract promises no correct digit";
    }
    return verdict_;
  }

 private:
  Element element(std::int64_t i) const {
    Element e;
    e.logical = i;
    e.got = got_.get(i);
    e.exact_hi = judging_.truth.high(verdict_.role, i);
    // A result beyond float64 is judged by the bound at the end of the range.
    const double end = std::numeric_limits<double>::max();
    e.bound = bound_(i, std::clamp(e.exact_hi, -end, end));
    return e;
  }

  void judge_element(std::int64_t i) {
    Element e = element(i);
    if (std::isfinite(e.got) && std::isfinite(e.exact_hi) && std::isfinite(e.bound)) {
      return judge_ordinary(e);
    }
    switch (judge_special(special_question(e))) {
      case SpecialVerdict::kOrdinary:  // two finite numbers: judged above
      case SpecialVerdict::kWrong:
        return note_wrong_special(e);
      case SpecialVerdict::kUnbounded:
        ++verdict_.unbounded;
        overflow_seen_ = overflow_seen_ || bound_.may_overflow(bound_.group_of(i));
        return observe_unbounded(e);
      case SpecialVerdict::kRight:
        return note_right_special(e);
    }
  }

  SpecialQuestion special_question(const Element& e) const {
    RoundingDecides decided;
    const reference::Kind kind = judging_.truth.kind(verdict_.role, e.logical);
    if (kind != reference::Kind::kReal) {
      decided = rounding_decides(judging_.facts, bound_, e.logical);
    }
    return {.got = e.got,
            .dtype = got_.dtype(),
            .exact_kind = kind,
            .exact_high = e.exact_hi,
            .bound = e.bound,
            .anything = decided.anything,
            .any_non_finite = decided.any_non_finite,
            .nan_for_infinity = decided.nan_for_infinity};
  }

  void note_wrong_special(Element& e) {
    e.special = true;
    e.error = e.over_bound = kInfinity;
    e.backward_error = e.ulps = e.relative_to_largest = kInfinity;
    if (!wrong_special_) verdict_.worst = e;
    wrong_special_ = true;
    ++verdict_.failures;
    note_maxima(e);
  }

  // Nothing to measure; but where every element is special the report shows one all the same.
  void note_right_special(Element& e) {
    if (right_special_) return;
    e.special = true;
    right_special_ = e;
  }

  void judge_ordinary(Element& e) {
    const ErrorRange range = error_range(e.got, e.exact_hi);
    bool right = range.high <= e.bound;
    if (!right && range.low <= e.bound) {
      right = within_bound({.oracle = judging_.truth.oracle(),
                            .role = verdict_.role,
                            .logical = e.logical,
                            .got = e.got,
                            .bound = e.bound});
    }
    if (!right) ++verdict_.failures;
    measure(e, range.high);
    if (!could_be_worst(e)) return;
    const reference::HiLo exact = judging_.truth.oracle().hi_lo(verdict_.role, e.logical);
    e.exact_lo = exact.lo;
    measure(e, error_range(e.got, exact).high);
    note(e);
  }

  // Nothing is promised here, but what was lost is reported all the same: an algorithm must not
  // look good on the inputs that ruin it.
  void observe_unbounded(Element& e) {
    const Dtype dtype = got_.dtype();  // an infinity that the exact value rounds to is no loss
    if (std::isinf(e.got) && widen(dtype, narrow(dtype, e.exact_hi)) == e.got) return;
    const bool finite = std::isfinite(e.got) && std::isfinite(e.exact_hi);
    const bool representable = std::isfinite(widen(dtype, narrow(dtype, e.exact_hi)));
    if (!std::isfinite(e.got) && representable) ++verdict_.lost;
    measure(e, finite ? error_range(e.got, e.exact_hi).high : kInfinity);
    e.over_bound = 0;
    if (is_least_accurate(e)) {
      e.exact_lo = judging_.truth.oracle().hi_lo(verdict_.role, e.logical).lo;
    }
    note_maxima(e);
  }

  void measure(Element& e, double error) const {
    e.error = error;
    e.over_bound = ratio(error, e.bound);
    const double magnitude = entering_magnitude(judging_.facts, verdict_.role, e.logical);
    e.backward_error = ratio(error, magnitude) / unit_roundoff(got_.dtype());
    e.ulps = ratio(error, ulp_of(got_.dtype(), e.exact_hi));
    e.relative_to_largest = ratio(error, largest_);
  }

  bool could_be_worst(const Element& e) const {
    return first_ || e.over_bound > verdict_.worst.over_bound ||
           e.backward_error > verdict_.max_backward_error || e.ulps > verdict_.max_ulps ||
           e.relative_to_largest > verdict_.max_relative_to_largest;
  }

  void note(const Element& e) {
    if (!wrong_special_ && (first_ || e.over_bound > verdict_.worst.over_bound)) {
      verdict_.worst = e;
    }
    first_ = false;
    note_maxima(e);
  }

  bool is_least_accurate(const Element& e) const {
    return !measured_any_ || e.backward_error > verdict_.max_backward_error;
  }

  void note_maxima(const Element& e) {
    if (is_least_accurate(e)) verdict_.least_accurate = e;
    measured_any_ = true;
    verdict_.max_backward_error = std::max(verdict_.max_backward_error, e.backward_error);
    verdict_.max_ulps = std::max(verdict_.max_ulps, e.ulps);
    verdict_.max_relative_to_largest =
        std::max(verdict_.max_relative_to_largest, e.relative_to_largest);
  }

  const Judging& judging_;
  const Tensor& got_;
  OutputBound bound_;
  double largest_;
  OutputVerdict verdict_;
  std::optional<Element> right_special_;  // the first
  bool wrong_special_ = false;
  bool first_ = true;          // no bounded element yet
  bool measured_any_ = false;  // bounded or not
  bool overflow_seen_ = false;
};

}  // namespace

std::string_view to_string(Status status) {
  switch (status) {
    case Status::kPass:
      return "pass";
    case Status::kFail:
      return "fail";
    case Status::kUnsupported:
      return "unsupported";
    case Status::kVacuous:
      return "vacuous";
    case Status::kCrash:
      return "crash";
    case Status::kTimeout:
      return "timeout";
    case Status::kNondeterministic:
      break;
  }
  return "nondeterministic";
}

OutputVerdict judge_output(const Judging& judging, Role role, const Tensor& got) {
  return OutputJudge(judging, role, got).judge();
}

Verdict judge(const Problem& problem, const Tensors& inputs, const Tensors& got,
              const NumericContract& contract) {
  const Truth truth(problem, inputs);
  const std::vector<reference::Condition> conditions = reference::conditions_of(problem, inputs);
  const Judging judging{{problem, inputs, conditions, contract}, truth};
  Verdict verdict;
  verdict.status = Status::kVacuous;
  verdict.reason = "nothing to judge";
  for (Role role : outputs_of(problem)) {
    const Tensor* array = got.find(role);
    if (array == nullptr) continue;
    verdict.outputs.push_back(judge_output(judging, role, *array));
    const OutputVerdict& output = verdict.outputs.back();
    if (output.status == Status::kFail && verdict.status != Status::kFail) {
      verdict.status = Status::kFail;
      verdict.reason = std::string(to_string(role)) + ": " + output.reason;
    } else if (output.status == Status::kPass && verdict.status == Status::kVacuous) {
      verdict.status = Status::kPass;
      verdict.reason.clear();
    }
  }
  return verdict;
}

}  // namespace normaudit::verdict
