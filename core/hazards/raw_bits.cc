// Numbers drawn as bit patterns: over all finite ones, over a few neighbours, or over one binade.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 4;
enum Kind { kAnyFinite, kNeighbours, kSameBinade, kMiddleExponents };

std::int64_t ordinal_of(Dtype dtype, double value) { return ordinal(dtype, narrow(dtype, value)); }

double any_sign(double value, Philox& words) {
  return uniform_below(words, 2) == 0 ? value : -value;
}

// A positive number whose ordinal lies in [low, high).
double between(Dtype dtype, std::int64_t low, std::int64_t high, Philox& words) {
  const auto span = static_cast<std::uint64_t>(high - low);
  const auto step = static_cast<std::int64_t>(uniform_below(words, span));
  return widen(dtype, from_ordinal(dtype, low + step));
}

double any_finite(Dtype dtype, Philox& words) {
  return between(dtype, 0, max_ordinal(dtype), words);
}

// The middle half of the exponents: squares neither overflow nor underflow.
double middle(Dtype dtype, Philox& words) {
  const int reach = format_of(dtype).max_exponent / 2;
  return between(dtype, ordinal_of(dtype, std::ldexp(1.0, -reach)),
                 ordinal_of(dtype, std::ldexp(1.0, reach)), words);
}

void fill_data(const Problem& problem, Tensors& tensors, Role role) {
  hazards::each_channel(problem, tensors, role, [&](hazards::Channel channel, Philox& words) {
    constexpr std::int64_t kReach = 8;
    const Dtype dtype = channel.dtype();
    const auto kind = static_cast<Kind>(uniform_below(words, kKinds));
    const double sign = any_sign(1, words);
    const double start = middle(dtype, words);
    const std::int64_t first = ordinal_of(dtype, start);
    const double power = std::ldexp(1.0, std::ilogb(start));
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      double value = any_sign(any_finite(dtype, words), words);
      if (kind == kNeighbours) value = sign * between(dtype, first, first + kReach, words);
      if (kind == kSameBinade) {
        value = any_sign(
            between(dtype, ordinal_of(dtype, power), ordinal_of(dtype, 2 * power), words), words);
      }
      if (kind == kMiddleExponents) value = any_sign(middle(dtype, words), words);
      channel.set(i, value);
    }
  });
}

void fill(const Problem& problem, Tensors& tensors) {
  fill_data(problem, tensors, Role::kX);
  fill_data(problem, tensors, Role::kDy);
  for (Role role : {Role::kWeight, Role::kBias, Role::kRunningMean, Role::kRunningVar}) {
    const Dtype dtype = dtype_of_role(problem, role);
    hazards::each_number(problem, tensors, role, [&](std::int64_t, double, Philox& words) {
      const double value =
          uniform_below(words, 4) == 0 ? any_finite(dtype, words) : middle(dtype, words);
      const double with_sign = any_sign(value, words);
      return role == Role::kRunningVar ? value : with_sign;
    });
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "raw_bits",
    .sentence = "Bit patterns drawn uniformly: any finite number, eight neighbours, one binade, or "
                "the middle half of the exponents.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
