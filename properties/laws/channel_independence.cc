// What happens in one channel is no other channel's business, be it NaN.
#include <array>
#include <limits>

#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr std::size_t kPoisons = 6;

// A number as something else.
double spoilt(std::uint64_t poison, double value) {
  const std::array<double, kPoisons> choices{kNan,   kInfinity, -kInfinity,
                                             -value, 0.0,       value * 0x1p+40};
  return choices[poison];
}

struct Spoiling {
  Philox words;
  std::int64_t kept;
};

// Every channel but one may be spoilt, here and there or altogether: its data, its parameters, its
// running statistics.
Tensors with_others_spoilt(const Problem& problem, const Tensors& inputs, Spoiling how) {
  Tensors result = inputs;
  for (auto& [role, array] : result.arrays) {
    for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
      const bool spoils = c != how.kept && uniform_below(how.words, 4) != 0;
      const std::uint64_t poison = uniform_below(how.words, kPoisons);
      const std::uint64_t one_in = 1 + uniform_below(how.words, 3);
      for (std::int64_t i = 0; spoils && i < array.count(); ++i) {
        if (channel_of(problem, role, i) != c || uniform_below(how.words, one_in) != 0) continue;
        array.set(i, spoilt(poison, array.get(i)));
      }
    }
  }
  return result;
}

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  const std::int64_t channels = problem.shape.channels;
  if (operator_of(problem).channel_span != Operator::ChannelSpan::kOne || channels == 1) return {};
  Philox words = choices_of(problem);
  const auto kept = static_cast<std::int64_t>(uniform_below(words, channels));
  const Tensors disturbed = with_others_spoilt(problem, trial.inputs, {words, kept});
  if (same_inputs(trial.inputs, disturbed)) return {};
  const Observation before(trial.backend, problem, trial.inputs);
  const Observation after(trial.backend, problem, disturbed);
  Checks checks;
  for (Role role : outputs_of(problem)) {
    const std::int64_t count = before.output(role).count();
    for (std::int64_t i = 0; i < count && !checks.failed(); ++i) {
      if (channel_of(problem, role, i) != kept) continue;
      same_as_promised(checks, {before, after}, {role, i, i});
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "channel_independence",
    .sentence = "Where a group is one channel, a channel's outputs stay as they are whatever "
                "becomes of the others (NaN, infinities, other weights): bit for bit where the "
                "contract is deterministic and position invariant, within both bounds "
                "elsewhere.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "channels>1",
                "non_finite_x", "n=1", "nhwc", "strided"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
