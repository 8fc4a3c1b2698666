// Standard deviations down to four fifths of the exponent range, and a few units in the last place
// around a mean of one.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 6;

// The last two kinds lie around +1 and -1.
double mean_of(int kind) { return kind == 4 ? 1 : kind == 5 ? -1 : 0; }

double scale_of(const Problem& problem, int kind) {
  const Format format = format_of(problem.dtype);
  if (kind >= 4) return std::ldexp(1.0, 4 - format.precision);
  return hazards::power_within(problem.dtype, (kind + 1) * format.min_exponent / 5);
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    const int kind = hazards::kind_of(problem, channel.index(), kKinds);
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, mean_of(kind) + standard_normal(words) * scale_of(problem, kind));
    }
  });
  hazards::each_number(problem, tensors, Role::kRunningMean,
                       [&](std::int64_t c, double before, Philox&) {
                         const int kind = hazards::kind_of(problem, c, kKinds);
                         return mean_of(kind) + before * scale_of(problem, kind);
                       });
  hazards::each_number(
      problem, tensors, Role::kRunningVar, [&](std::int64_t c, double before, Philox&) {
        const double scale = scale_of(problem, hazards::kind_of(problem, c, kKinds));
        return before * hazards::power_within(problem.statistic_dtype, 2 * std::ilogb(scale));
      });
}

const bool kRegistered = register_entry(Hazard{
    .name = "tiny_variance",
    .sentence = "Variances far below eps, whose squares underflow, or only a few last places wide "
                "around a mean of one.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
