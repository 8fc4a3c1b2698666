// Variances from a 256th of eps to 256 times eps.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 5;
constexpr int kExponentOfUsualEps = -17;  // 2^-17 < 1e-5 < 2^-16: stands in for an eps of zero

// log2 of the standard deviation.
int exponent_of(const Problem& problem, std::int64_t channel) {
  const int eps = problem.eps > 0 ? std::ilogb(problem.eps) : kExponentOfUsualEps;
  return (eps - (eps & 1)) / 2 + 2 * (hazards::kind_of(problem, channel, kKinds) - 2);
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    const double scale =
        hazards::power_within(problem.dtype, exponent_of(problem, channel.index()));
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, standard_normal(words) * scale);
    }
  });
  hazards::each_number(
      problem, tensors, Role::kRunningMean, [&](std::int64_t c, double before, Philox&) {
        return before * hazards::power_within(problem.statistic_dtype, exponent_of(problem, c));
      });
  hazards::each_number(
      problem, tensors, Role::kRunningVar, [&](std::int64_t c, double before, Philox&) {
        return before * hazards::power_within(problem.statistic_dtype, 2 * exponent_of(problem, c));
      });
}

const bool kRegistered = register_entry(Hazard{
    .name = "variance_near_eps",
    .sentence =
        "Variances from eps/256 to 256 eps: an eps that is left out, doubled or put outside "
        "the root shows.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
