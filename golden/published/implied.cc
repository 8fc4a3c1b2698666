// The formulas of the layer solved for their scalars, in intervals.
#include "golden/published/implied.h"

#include "golden/published/widening.h"

namespace normaudit::golden {
namespace {

// The exact outputs that a printed number allows.
Interval allowed(const WorkedExample& channel, const Widening& widening, Role role,
                 std::size_t index) {
  const PrintedNumber& number = channel.outputs.at(role)[index];
  if (number.cut) return {};
  const Interval printed = range_of(number.text, dtype_of_role(channel.problem, role), "printed");
  // Half of the reach is room for the bound itself.
  const double bound = widening(role, static_cast<std::int64_t>(index), 2 * printed.reach());
  return outwards(printed.low - bound, printed.high + bound);
}

// An output of the channel that is not among its printed ones.
Interval exact(const WorkedExample& channel, Role role) {
  WorkedExample asked = channel;
  asked.outputs = {{role, {}}};
  return enclose(asked, asked.inputs).at(role).front();
}

}  // namespace

Interval implied_momentum(const WorkedExample& example) {
  Interval momentum;
  for (std::int64_t c = 0; c < example.problem.shape.channels; ++c) {
    const WorkedExample channel = channel_of(example, c);
    const Widening widening(channel, channel.inputs);
    momentum = intersection(momentum, allowed(channel, widening, Role::kRunningMean, 0) /
                                          exact(channel, Role::kSaveMean));
  }
  return momentum;
}

Interval implied_eps(const WorkedExample& example) {
  Interval eps;
  for (std::int64_t c = 0; c < example.problem.shape.channels; ++c) {
    const WorkedExample channel = channel_of(example, c);
    const Widening widening(channel, channel.inputs);
    const Interval mean = exact(channel, Role::kSaveMean);
    const Interval variance = exact(channel, Role::kSaveVar);
    for (std::size_t i = 0; i < channel.outputs.at(Role::kY).size(); ++i) {
      const Interval y = allowed(channel, widening, Role::kY, i);
      const Interval deviation = Interval(channel.inputs.at(Role::kX)[i]) - mean;
      eps = intersection(eps, square(deviation / y) - variance);
    }
  }
  return eps;
}

}  // namespace normaudit::golden
