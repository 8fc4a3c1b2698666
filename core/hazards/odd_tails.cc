// Numbers that depend on their place, the last ones most of all: an element left out or read twice
// shows in every answer.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr std::int64_t kTail = 8;

// A small sawtooth, and eight large, distinct numbers at the end.
double value_at(std::int64_t position, std::int64_t count, std::int64_t channel) {
  const double sawtooth = static_cast<double>(position % 17 - 8) * 0.0625;
  const std::int64_t from_end = count - 1 - position;
  const double tail = from_end < kTail ? static_cast<double>(8 * (kTail - from_end)) : 0;
  const double value = sawtooth + tail + static_cast<double>(channel % 5) * 0.25;
  return channel % 2 == 0 ? value : -value;
}

void fill(const Problem& problem, Tensors& tensors) {
  for (Role role : {Role::kX, Role::kDy}) {
    hazards::each_channel(problem, tensors, role, [&](hazards::Channel channel, Philox&) {
      // Shifted for dy, which would else be proportional to x and make every dx tiny.
      const std::int64_t shift = role == Role::kDy ? 3 : 0;
      for (std::int64_t i = 0; i < channel.count(); ++i) {
        channel.set(i, value_at(i, channel.count(), channel.index() + shift));
        if (role == Role::kDy && i % 3 == 0) channel.set(i, -channel.get(i));
      }
    });
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "odd_tails",
    .sentence = "The last eight elements of each channel outweigh all others: a vector loop that "
                "loses or repeats its tail shows.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
