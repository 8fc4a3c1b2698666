// <dx(dy), h> = <dx(h), dy> over every group: the map from dy to dx equals its transpose.
#include <algorithm>

#include "properties/bend.h"
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

Ball dot(const Observation& seen, const ExactGroup& group, const std::vector<Dyadic>& other) {
  Ball total;
  for (std::size_t i = 0; i < group.places.size(); ++i) {
    total = total + seen.ball(Role::kDx, group.places[i]) * other[i];
  }
  return total;
}

Finding check(const Trial& trial) {
  Checks checks;
  Philox words = choices_of(trial.problem);
  const Tensors turned = with(trial.inputs, Role::kDy, any_direction(trial.problem, words));
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  const Observation other(trial.backend, trial.problem, turned);
  const std::vector<ExactGroup> others = exact_groups(trial.problem, turned);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    // What is left out of one list for its dy may be in the other.
    const auto pair = std::ranges::find(others, group.index, &ExactGroup::index);
    checks.contains_zero(dot(seen, group, pair->dy) - dot(other, group, group.dy),
                         "<dx(dy), h> - <dx(h), dy> in group " + std::to_string(group.index));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "gradients_self_adjoint",
    .sentence = "<dx(dy), h> = <dx(h), dy> over every group of finite x, dy and h whose "
                "elements share a weight, within the bounds of both dx.",
    .reaches = {"backward", "backward_inference", "kappa>=1e3", "variance<eps", "n=2"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          ask_for_gradients(problem);
          one_weight_per_group(problem);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
