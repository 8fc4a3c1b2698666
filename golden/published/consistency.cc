// Branch and prune over the inputs of one channel.
#include "golden/published/consistency.h"

#include <algorithm>
#include <cmath>

#include "core/bits.h"
#include "core/number_text.h"
#include "golden/published/widening.h"
#include "reference/oracle.h"

namespace normaudit::golden {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

double next_up(double value) { return std::nextafter(value, kInfinite); }
double next_down(double value) { return std::nextafter(value, -kInfinite); }

// Where a printed output may lie: the reals within `widening` of the numbers that print so.
struct Allowed {
  Interval outer;  // holds them all
  Interval inner;  // holds none but them
};

Allowed widened(const Range& range, double widening) {
  if (widening == 0) return {range, range};
  const double low = range.low - widening;
  const double high = range.high + widening;
  return {{next_down(low), next_up(high)}, {next_up(low), next_down(high)}};
}

struct Printed {
  Role role;
  std::int64_t index;
  std::string text;
  Range range;
};

class Search {
 public:
  explicit Search(const WorkedExample& example) : example_(example) {
    for (const auto& [role, numbers] : example.outputs) {
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i].cut) continue;
        const Dtype dtype = dtype_of_role(example.problem, role);
        printed_.push_back({.role = role,
                            .index = static_cast<std::int64_t>(i),
                            .text = numbers[i].text,
                            .range = range_of(numbers[i].text, dtype, to_string(role))});
      }
    }
  }

  ChannelFinding run(const Budget& budget) {
    std::vector<Box> boxes{example_.inputs};  // a stack: a witness lies at the end of some path
    for (int left = budget.boxes; left > 0 && !boxes.empty(); --left) {
      const Box box = std::move(boxes.back());
      boxes.pop_back();
      if (excluded(box)) continue;
      if (accept_middle(box)) return std::move(finding_);
      split(box, boxes);
    }
    finding_.verdict =
        boxes.empty() && !doubtful_ ? PublishedVerdict::kRefuted : PublishedVerdict::kUndecided;
    return std::move(finding_);
  }

 private:
  void note_miss(const Printed& printed, const Interval& exact) {
    if (finding_.miss) return;
    finding_.miss =
        Miss{.role = printed.role, .index = printed.index, .exact = exact, .printed = printed.text};
  }

  // True where the box holds no input at all, or an output of every one of its inputs is elsewhere.
  bool excluded(const Box& box) {
    for (const auto& [role, ranges] : box) {
      if (std::ranges::any_of(ranges, &Range::empty)) return true;
    }
    const auto enclosed = enclose(example_, box);
    const Widening widening(example_, box);
    for (const Printed& printed : printed_) {
      const Interval exact = enclosed.at(printed.role)[static_cast<std::size_t>(printed.index)];
      const Interval outer =
          widened(printed.range, widening(printed.role, printed.index, exact.reach())).outer;
      if (printed.range.empty() || exact.high < outer.low || exact.low > outer.high) {
        note_miss(printed, exact);
        return true;
      }
    }
    return false;
  }

  // An input whose outputs nothing bounds explains no printed number: it is neither a witness nor,
  // as the box of one input that it ends in, excluded.
  bool accept_middle(const Box& box) {
    const Tensors inputs = middle_of(example_, box);
    Box point = box;
    for (auto& [role, ranges] : point) {
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        const double value = inputs.at(role).get(static_cast<std::int64_t>(i));
        ranges[i] = {value, value};
      }
    }
    const Widening widening(example_, point);
    const reference::Oracle oracle(example_.problem, inputs);
    double used = 0;
    for (const Printed& printed : printed_) {
      const double exact = oracle.hi_lo(printed.role, printed.index).hi;
      const double bound = widening(printed.role, printed.index, next_up(std::fabs(exact)));
      if (!std::isfinite(bound)) return false;
      const Interval inner = widened(printed.range, bound).inner;
      if (oracle.compare(printed.role, printed.index, inner.low) < 0 ||
          oracle.compare(printed.role, printed.index, inner.high) > 0) {
        note_miss(printed, exact);
        return false;
      }
      const double distance = std::fabs(exact - parse_double(printed.text, "printed"));
      if (distance > 0) used = std::max(used, distance / (half_unit(printed.text) + bound));
    }
    finding_ = {.verdict = PublishedVerdict::kConsistent,
                .witness = inputs,
                .used = used,
                .miss = std::nullopt};
    return true;
  }

  // Halves the range with the most numbers; a box of one input is left in doubt: it was refused by
  // less than the rounding of a comparison, or for want of a bound.
  void split(const Box& box, std::vector<Box>& boxes) {
    Role role = Role::kX;
    std::size_t at = 0;
    std::int64_t most = 0;
    for (const auto& [each, ranges] : box) {
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        const std::int64_t count = position(each, ranges[i].high) - position(each, ranges[i].low);
        if (count <= most) continue;
        most = count;
        role = each;
        at = i;
      }
    }
    if (most == 0) {
      doubtful_ = true;
      return;
    }
    const std::int64_t first = position(role, box.at(role)[at].low);
    const Dtype dtype = dtype_of_role(example_.problem, role);
    for (bool upper : {false, true}) {
      Box half = box;
      Range& range = half.at(role)[at];
      const std::int64_t end = first + most / 2 + (upper ? 1 : 0);
      (upper ? range.low : range.high) = widen(dtype, from_ordinal(dtype, end));
      boxes.push_back(std::move(half));
    }
  }

  std::int64_t position(Role role, double value) const {
    const Dtype dtype = dtype_of_role(example_.problem, role);
    return ordinal(dtype, narrow(dtype, value));
  }

  const WorkedExample& example_;
  std::vector<Printed> printed_;
  ChannelFinding finding_;
  bool doubtful_ = false;
};

}  // namespace

std::string_view to_string(PublishedVerdict verdict) {
  switch (verdict) {
    case PublishedVerdict::kHolds:
      return "holds";
    case PublishedVerdict::kConsistent:
      return "consistent";
    case PublishedVerdict::kRefuted:
      return "refuted";
    case PublishedVerdict::kUndecided:
      return "undecided";
    case PublishedVerdict::kVacuous:
      break;
  }
  return "vacuous";
}

ChannelFinding check_channel(const WorkedExample& channel, const Budget& budget) {
  return Search(channel).run(budget);
}

std::vector<std::int64_t> TableFinding::channels_with(PublishedVerdict which) const {
  std::vector<std::int64_t> numbers;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (channels[c].verdict == which) numbers.push_back(static_cast<std::int64_t>(c));
  }
  return numbers;
}

double TableFinding::used() const {
  double most = 0;
  for (const ChannelFinding& channel : channels) most = std::max(most, channel.used);
  return most;
}

TableFinding check_table(const WorkedExample& example, const Budget& budget) {
  TableFinding finding{.verdict = PublishedVerdict::kConsistent, .channels = {}};
  for (std::int64_t c = 0; c < example.problem.shape.channels; ++c) {
    finding.channels.push_back(check_channel(channel_of(example, c), budget));
    const PublishedVerdict verdict = finding.channels.back().verdict;
    if (verdict == PublishedVerdict::kRefuted) finding.verdict = verdict;
    if (verdict == PublishedVerdict::kUndecided &&
        finding.verdict == PublishedVerdict::kConsistent) {
      finding.verdict = verdict;
    }
  }
  return finding;
}

}  // namespace normaudit::golden
