// What a rectifier leaves: many exact zeros, dead channels, and masked gradients.
#include <algorithm>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 4;
enum Kind { kHalfZero, kMostlyZero, kDead, kAlwaysPositive };

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    const int kind = hazards::kind_of(problem, channel.index(), kKinds);
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      const double normal = standard_normal(words);
      const double shifted = kind == kMostlyZero ? normal - 1.5 : normal;
      const double rectified = kind == kAlwaysPositive ? normal + 8 : std::max(shifted, 0.0);
      channel.set(i, kind == kDead ? 0.0 : rectified);
    }
  });
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel channel, Philox& words) {
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      if (uniform_below(words, 2) == 0) channel.set(i, 0);
    }
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "relu",
    .sentence = "Half or nearly all elements exactly zero, some channels dead: what a rectifier "
                "before or behind the layer leaves.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
