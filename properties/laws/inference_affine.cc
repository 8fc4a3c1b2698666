// Inference is y = a*x + b, with one a and one b for all elements that share their statistics and
// parameters.
#include <map>
#include <utility>
#include <vector>

#include "properties/affine.h"
#include "properties/inference.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

// The elements that share a mean, a variance, a weight and a bias, their x finite.
std::vector<std::vector<std::int64_t>> affine_classes(const Trial& trial) {
  const Tensor& x = trial.inputs.at(Role::kX);
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::int64_t>> classes;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (!is_finite(x.dtype(), x.bits(i))) continue;
    const auto key =
        std::pair(channel_of(trial.problem, Role::kX, i), affine_index_of(trial.problem, i));
    classes[key].push_back(i);
  }
  std::vector<std::vector<std::int64_t>> result;
  for (auto& [key, places] : classes) result.push_back(std::move(places));
  return result;
}

Tensors with_x_negated(const Tensors& inputs) {
  Tensors result = inputs;
  Tensor& x = result.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, -x.get(i));
  return result;
}

Finding check(const Trial& trial) {
  if (trial.problem.pass != Pass::kInference) return {};
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  const Observation mirrored(trial.backend, trial.problem, with_x_negated(trial.inputs));
  const Tensor& input = trial.inputs.at(Role::kX);
  const auto x = [&](std::int64_t i) { return Ball(input.get(i)); };
  const auto y = [&](std::int64_t i) { return seen.ball(Role::kY, i); };
  const auto sum = [&](std::int64_t i) { return y(i) + mirrored.ball(Role::kY, i); };
  Philox words = choices_of(trial.problem);
  Checks checks;
  for (const std::vector<std::int64_t>& places : affine_classes(trial)) {
    const auto any = [&] { return places[uniform_below(words, places.size())]; };
    for (std::size_t round = 0; round < 4; ++round) {
      const std::int64_t i = any(), j = any(), k = any();
      const std::string three =
          std::to_string(i) + ", " + std::to_string(j) + ", " + std::to_string(k);
      checks.contains_zero((y(i) - y(j)) * (x(k) - x(j)) - (y(k) - y(j)) * (x(i) - x(j)),
                           "what keeps the elements " + three + " off one line");
      checks.contains_zero(sum(i) - sum(j), "y(x) + y(-x) at " + std::to_string(i) + " and " +
                                                std::to_string(j) + " differs and");
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_affine",
    .sentence = "Inference is one affine map for all elements that share their parameters: any "
                "three of them lie on one line, and y(x) + y(-x) is the same for all, within "
                "their bounds.",
    .reaches = {"inference", "negative_weight", "no_weight", "no_bias", "subnormal_x"},
    .excludes = {},
    .bend = infer,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
