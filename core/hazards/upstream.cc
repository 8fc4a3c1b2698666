// Gradients from above that hide mistakes, or that only a right projection cancels.
#include <array>
#include <cmath>

#include "core/hazards/channel.h"
#include "core/hazards/fitted.h"

namespace normaudit {
namespace {

enum Kind { kOne, kData, kSameSign, kNormal, kOneHot, kZero, kAlternating, kKinds };
constexpr std::array kExponents{0, 0, 0, 0, -100, -64, 64, 100};

void fill_channel(hazards::Channel& dy, const hazards::Channel& x, Philox& words) {
  const auto kind = static_cast<Kind>(uniform_below(words, kKinds));
  const double sign = uniform_below(words, 2) == 0 ? 1 : -1;
  const int exponent = kExponents[uniform_below(words, kExponents.size())];
  const std::int64_t n = dy.count();
  const auto hot =
      static_cast<std::int64_t>(uniform_below(words, static_cast<std::uint64_t>(n) + 1));
  for (std::int64_t i = 0; i < n; ++i) {
    const std::array<double, kKinds> values{1.0,
                                            x.get(i),
                                            sign * uniform_unit(words),
                                            standard_normal(words) / 8,
                                            i == hot ? sign : 0.0,
                                            0.0,
                                            i % 2 == 0 ? 1.0 : -1.0};
    const double scaled = std::ldexp(values[kind], exponent);
    dy.set(i, exponent == 0 ? scaled : hazards::fitted(dy.dtype(), scaled));
  }
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel dy, Philox& words) {
    fill_channel(dy, hazards::Channel(tensors.at(Role::kX), problem.shape, dy.index()), words);
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "upstream",
    .sentence =
        "dy constant at 1, equal to x, of one sign, Gaussian, one-hot, zero or alternating, "
        "each as it is or scaled by 2^+-64 or 2^+-100: a loss that is a plain sum hides a "
        "wrong backward.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
