// Weights and biases of every sign, zero of either sign, tiny and large.
#include <array>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 8;
enum Kind { kMinusOne, kZero, kTiny, kLarge, kMinusZero, kMinusLarge, kOne, kMinusTiny };

double weight_of(Dtype dtype, int kind, Philox& words) {
  const double mantissa = 1 + uniform_unit(words);
  const double tiny = mantissa * hazards::power_within(dtype, -27);
  const double large = mantissa * hazards::power_within(dtype, 10);
  const std::array<double, kKinds> weights{-1, 0, tiny, large, -0.0, -large, 1, -tiny};
  return weights[static_cast<std::size_t>(kind)];
}

void fill(const Problem& problem, Tensors& tensors) {
  hazards::each_number(problem, tensors, Role::kWeight, [&](std::int64_t c, double, Philox& words) {
    return weight_of(problem.parameter_dtype, hazards::kind_of(problem, c, kKinds), words);
  });
  // Zero biases of both signs meet every weight in turn, since five and eight have no common
  // factor.
  hazards::each_number(problem, tensors, Role::kBias, [&](std::int64_t c, double before, Philox&) {
    const int kind = hazards::kind_of(problem, c, 5);
    return kind == 1 ? 0.0 : kind == 3 ? -0.0 : before;
  });
}

const bool kRegistered = register_entry(Hazard{
    .name = "signed_and_zero_weights",
    .sentence = "Weights of -1, 0, -0, 2^-27, 2^10 and their negatives, biases of 0 and -0: a "
                "division by the weight or a lost sign shows.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
