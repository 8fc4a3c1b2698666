// One element far away from all others of its channel.
#include <array>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 4;
constexpr std::array<int, kKinds> kExponents{30, 10, 60, 20};  // log2 of the outlier

// First, last, middle, last but one.
std::int64_t place_of(std::int64_t kind, std::int64_t count) {
  const std::array<std::int64_t, kKinds> places{0, count - 1, count / 2, count - 2};
  return places[static_cast<std::size_t>(kind)];
}

void put_outlier(const Problem& problem, hazards::Channel& channel, int shift) {
  const int kind = (hazards::kind_of(problem, channel.index(), kKinds) + shift) % kKinds;
  const double outlier = hazards::power_within(channel.dtype(), kExponents[kind]);
  channel.set(place_of(kind, channel.count()), channel.index() % 2 == 0 ? outlier : -outlier);
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    // Even kinds are one-hot: the normalized outlier reaches its largest value, sqrt(n - 1).
    const bool one_hot = hazards::kind_of(problem, channel.index(), kKinds) % 2 == 0;
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, one_hot ? 1 : standard_normal(words));
    }
    put_outlier(problem, channel, 0);
  });
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel channel, Philox&) {
    if (channel.index() % 2 != 0) put_outlier(problem, channel, 1);
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "one_outlier",
    .sentence = "One element up to 2^60 beside ones or normal numbers, first, last or in the "
                "middle: small addends vanish in running sums.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
