// Arithmetic ramps of consecutive integers as large as the format holds exactly.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kMostBits = 15;

void fill(const Problem& problem, Tensors& tensors) {
  const int bits = std::min(format_of(problem.dtype).precision - 1, kMostBits);
  const std::int64_t start = std::int64_t{1} << bits;
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox&) {
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      const auto value = static_cast<double>(start + (i + 7 * channel.index()) % start);
      channel.set(i, channel.index() % 2 == 0 ? value : -value);
    }
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "ramp",
    .sentence = "Consecutive integers from 2^15 (2^(p-1) in shorter formats): sorted, same sign, "
                "and every element representable.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
