// Numbers below the smallest normal one.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 4;
enum Kind { kAllSubnormal, kAroundSmallestNormal, kSprinkled, kSubnormalParameters };

// Any subnormal of the format, with either sign; never zero.
double subnormal(Dtype dtype, Philox& words) {
  const Format format = format_of(dtype);
  const std::uint64_t bound = (std::uint64_t{1} << (format.precision - 1)) - 1;
  const auto significand = static_cast<double>(1 + uniform_below(words, bound));
  const double magnitude = std::ldexp(significand, format.min_exponent - format.precision + 1);
  return uniform_below(words, 2) == 0 ? magnitude : -magnitude;
}

void fill_data(const Problem& problem, Tensors& tensors, Role role) {
  hazards::each_channel(problem, tensors, role, [&](hazards::Channel channel, Philox& words) {
    const int kind = hazards::kind_of(problem, channel.index(), kKinds);
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      const double tiny = subnormal(channel.dtype(), words);
      if (kind == kAllSubnormal) channel.set(i, tiny);
      if (kind == kAroundSmallestNormal) channel.set(i, i % 2 == 0 ? tiny : 4 * tiny);
      if (kind == kSprinkled && i % 3 == 1) channel.set(i, tiny);
    }
  });
}

void fill(const Problem& problem, Tensors& tensors) {
  fill_data(problem, tensors, Role::kX);
  fill_data(problem, tensors, Role::kDy);
  for (Role role : {Role::kWeight, Role::kBias}) {
    hazards::each_number(problem, tensors, role, [&](std::int64_t c, double before, Philox& words) {
      const double tiny = subnormal(problem.parameter_dtype, words);
      return hazards::kind_of(problem, c, kKinds) == kSubnormalParameters ? tiny : before;
    });
  }
  hazards::each_number(
      problem, tensors, Role::kRunningVar, [&](std::int64_t c, double before, Philox& words) {
        const double tiny = std::abs(subnormal(problem.statistic_dtype, words));
        return hazards::kind_of(problem, c, kKinds) == kAllSubnormal ? tiny : before;
      });
}

const bool kRegistered = register_entry(Hazard{
    .name = "subnormals",
    .sentence = "Subnormal elements, gradients, parameters and running variances: flushing them to "
                "zero shows.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
