// Means far larger than the spread, up to where the format has only a few numbers per standard
// deviation.
#include <array>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

// log2 of mean / standard deviation, as quarters of the format's precision.
constexpr int kKinds = 5;

double mean_of(const Problem& problem, std::int64_t channel) {
  const int precision = format_of(problem.dtype).precision;
  const std::array<int, kKinds> exponents{precision / 4, 1, precision - 3, precision / 2,
                                          3 * precision / 4};
  const double mean =
      1.25 *
      hazards::power_within(problem.dtype, exponents[hazards::kind_of(problem, channel, kKinds)]);
  return channel % 2 == 0 ? mean : -mean;
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    const double mean = mean_of(problem, channel.index());
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, mean + standard_normal(words));
    }
  });
  // Near the batch's own mean, so that inference cancels as training does.
  hazards::each_number(
      problem, tensors, Role::kRunningMean,
      [&](std::int64_t c, double before, Philox&) { return mean_of(problem, c) + before; });
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel channel, Philox& words) {
    if (channel.index() % 3 != 1) return;
    const double mean = mean_of(problem, channel.index());
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, mean + standard_normal(words));
    }
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "huge_mean",
    .sentence =
        "Means from 2 to 2^(p-3) standard deviations: one-pass variances cancel, and a mean "
        "rounded to the working format shows.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
