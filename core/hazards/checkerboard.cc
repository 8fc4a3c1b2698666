// Two values in turn, +-512 and the like: statistics that anybody can compute by hand.
#include <array>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 3;
constexpr std::array<double, kKinds> kAmplitudes{512, 1, 0.03125};

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox&) {
    const double amplitude = kAmplitudes[hazards::kind_of(problem, channel.index(), kKinds)];
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, (i + channel.index()) % 2 == 0 ? amplitude : -amplitude);
    }
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "checkerboard",
    .sentence = "+-512, +-1 or +-1/32 in turn: the mean is zero and every |xhat| is one.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
