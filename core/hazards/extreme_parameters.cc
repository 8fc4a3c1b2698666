// Weights, biases and running statistics far from what initialisation gives, each drawn by itself.
#include <array>

#include "core/hazards/channel.h"
#include "core/hazards/fitted.h"

namespace normaudit {
namespace {

// 0x1p1000 stands for the format's largest, 0x1p-1000 for its smallest normal number.
constexpr std::array kWeights{1.0, 0.0, -0.0, 1e-8, -1e-8, 2.5, -1.0, -3.0, 1e3, 0x1p1000};
constexpr std::array kBiases{0.0, -0.0, 1.0, -1.0, 1e-8, -1e4, 0x1p1000};
constexpr std::array kRunningMeans{1.0, 0.0, -50.0, 1e4, -1e-8, 0x1p1000};
constexpr std::array kRunningVars{1.0, 0.0, 1e-7, 1e5, 0x1p1000, 0x1p-1000};

template <class List>
void fill_numbers(const Problem& problem, Tensors& tensors, Role role, const List& list) {
  const Dtype dtype = dtype_of_role(problem, role);
  hazards::each_number(problem, tensors, role, [&](std::int64_t, double before, Philox& words) {
    // One in four stays, so that no array is all special.
    const std::uint64_t kind = uniform_below(words, list.size() * 4 / 3);
    return kind < list.size() ? hazards::fitted(dtype, list[kind]) : before;
  });
}

void fill(const Problem& problem, Tensors& tensors) {
  fill_numbers(problem, tensors, Role::kWeight, kWeights);
  fill_numbers(problem, tensors, Role::kBias, kBiases);
  fill_numbers(problem, tensors, Role::kRunningMean, kRunningMeans);
  fill_numbers(problem, tensors, Role::kRunningVar, kRunningVars);
}

const bool kRegistered = register_entry(Hazard{
    .name = "extreme_parameters",
    .sentence = "Weights of 0, -0, +-1e-8, negative and huge, biases to match, running variances "
                "of 0, 1e-7, 1e5 and huge, running means far from the batch's.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
