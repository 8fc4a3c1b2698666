// Every mean over standard deviation, with every standard deviation, drawn for each channel by
// itself.
#include <array>
#include <vector>

#include "core/hazards/channel.h"
#include "core/hazards/fitted.h"

namespace normaudit {
namespace {

constexpr std::array kRatios{0.0, 1.0, 3.0, 50.0, 1e2, 1e3, 1e4, 1e6};
constexpr int kDeviations = 11;
constexpr double kUsualEps = 1e-5;  // stands in for an eps of zero

struct Spread {
  double mean;
  double deviation;
};

double deviation_of(const Problem& problem, std::uint64_t kind) {
  const double root = std::sqrt(problem.eps > 0 ? problem.eps : kUsualEps);
  const std::array<double, kDeviations> deviations{1e-5,     0,   1e-30, 1e-10, root / 3, root,
                                                   3 * root, 0.1, 3,     1e3,   1e15};
  return deviations[kind];
}

Spread any_spread(const Problem& problem, Philox& words) {
  const double ratio = kRatios[uniform_below(words, kRatios.size())];
  const double sign = uniform_below(words, 2) == 0 ? 1 : -1;
  const double deviation = deviation_of(problem, uniform_below(words, kDeviations));
  // A channel without any spread is constant at the ratio itself.
  if (deviation == 0) return {.mean = hazards::fitted(problem.dtype, sign * ratio), .deviation = 0};
  // Normal numbers stay within six deviations of the mean.
  const double most = hazards::fitted(problem.dtype, HUGE_VAL) / (ratio + 8);
  const double least = hazards::fitted(problem.dtype, 0x1p-1074);
  const double fitting = std::clamp(deviation, least, most);
  return {.mean = sign * ratio * fitting, .deviation = fitting};
}

// One for each channel; running statistics are asked for by the same index.
std::vector<Spread> spreads_of(const Problem& problem) {
  Philox words = stream_of(problem, Role::kX, 2);
  std::vector<Spread> spreads;
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    spreads.push_back(any_spread(problem, words));
  }
  return spreads;
}

void fill(const Problem& problem, Tensors& tensors) {
  const std::vector<Spread> spreads = spreads_of(problem);
  const auto spread_of = [&](std::int64_t i) {
    return spreads[static_cast<std::size_t>(i) % spreads.size()];
  };
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    const auto [mean, deviation] = spread_of(channel.index());
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, mean + standard_normal(words) * deviation);
    }
  });
  // Near the batch's own, so that inference cancels as training does.
  hazards::each_number(problem, tensors, Role::kRunningMean,
                       [&](std::int64_t c, double before, Philox&) {
                         const auto [mean, deviation] = spread_of(c);
                         return hazards::fitted(problem.statistic_dtype, mean + before * deviation);
                       });
  hazards::each_number(
      problem, tensors, Role::kRunningVar, [&](std::int64_t c, double before, Philox&) {
        const double deviation = spread_of(c).deviation;
        return hazards::fitted(problem.statistic_dtype, before * deviation * deviation);
      });
}

const bool kRegistered = register_entry(Hazard{
    .name = "conditioned",
    .sentence = "Each channel by itself: a mean of 0 to 10^6 standard deviations, and a standard "
                "deviation of 0, around the root of eps, or from 1e-30 to 1e15.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
