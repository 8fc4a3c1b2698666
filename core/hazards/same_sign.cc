// Uniform numbers in [0, 1): every rounding error of a running sum has the same bias.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

void fill(const Problem& problem, Tensors& tensors) {
  for (Role role : {Role::kX, Role::kDy}) {
    hazards::each_channel(problem, tensors, role, [&](hazards::Channel channel, Philox& words) {
      const double sign = channel.index() % 2 == 0 ? 1 : -1;
      for (std::int64_t i = 0; i < channel.count(); ++i) channel.set(i, sign * uniform_unit(words));
    });
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "same_sign",
    .sentence =
        "Uniform in [0, 1) or (-1, 0]: sums only grow, and a long sequential sum stagnates.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
