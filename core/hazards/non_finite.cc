// NaN and infinities in some channels, parameters and statistics; the other channels must not
// notice.
#include <limits>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr int kKinds = 10;

void fill_x(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox&) {
    const std::int64_t last = channel.count() - 1;
    switch (hazards::kind_of(problem, channel.index(), kKinds)) {
      case 0:
        return channel.set(0, kNan);
      case 2:
        return channel.set(last, kInfinity);
      case 3:
        return channel.set(channel.count() / 2, -kInfinity);
      case 5:
        channel.set(0, kInfinity);
        return channel.set(last, -kInfinity);
      case 6:
        return channel.set(last, kNan);
      default:
        return;
    }
  });
}

void fill_dy(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel channel, Philox&) {
    const std::int64_t last = channel.count() - 1;
    switch (hazards::kind_of(problem, channel.index(), kKinds)) {
      case 1:
        return channel.set(last, kNan);
      case 3:
        return channel.set(0, -kInfinity);
      case 7:
        return channel.set(channel.count() / 2, kInfinity);
      case 8:
        channel.set(0, kInfinity);
        return channel.set(last, -kInfinity);
      default:
        return;
    }
  });
}

// Puts `value` at the channels of one kind.
void fill_numbers(const Problem& problem, Tensors& tensors, Role role, int kind, double value) {
  hazards::each_number(problem, tensors, role, [&](std::int64_t c, double before, Philox&) {
    return hazards::kind_of(problem, c, kKinds) == kind ? value : before;
  });
}

void fill(const Problem& problem, Tensors& tensors) {
  fill_x(problem, tensors);
  fill_dy(problem, tensors);
  // Kind 4 stays clean; kinds 7 to 9 have clean x and their trouble elsewhere.
  struct Trouble {
    Role role;
    int kind;
    double value;
  };
  for (const Trouble& each :
       {Trouble{Role::kWeight, 7, kInfinity}, Trouble{Role::kWeight, 9, kNan},
        Trouble{Role::kBias, 8, -kInfinity}, Trouble{Role::kRunningMean, 1, kInfinity},
        Trouble{Role::kRunningMean, 9, kNan}, Trouble{Role::kRunningVar, 7, kNan},
        Trouble{Role::kRunningVar, 8, kInfinity}, Trouble{Role::kRunningVar, 9, -0.5}}) {
    fill_numbers(problem, tensors, each.role, each.kind, each.value);
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "non_finite",
    .sentence = "NaN or an infinity as the first, last or middle element of some channels, in dy, "
                "parameters and running statistics: it must reach that channel and no other.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
