// x = mean everywhere, so xhat = 0 and y = bias, whatever weight and eps are.
#include <cmath>
#include <optional>

#include "core/group_elements.h"
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

// The mean is the number itself and 0*weight + bias is the bias. A folded x*a + b rounds x*a first.
bool is_exact(const Backend& backend) {
  return backend.contract && backend.contract->exact_on_constant_channels &&
         backend.contract->normalization != NumericContract::Normalization::kFolded;
}

bool is_subnormal(Dtype dtype, double value) {
  const double normal = std::ldexp(1.0, format_of(dtype).min_exponent);
  return value != 0 && std::fabs(value) < normal;
}

// One number of each group in all of its places: a subnormal where it has one (so that the tag of
// the drawn problem stays true), else its first finite one.
Tensors made_constant(const Problem& problem, const Tensors& drawn) {
  Tensors inputs = drawn;
  Tensor& x = inputs.at(Role::kX);
  const Operator& op = operator_of(problem);
  for (std::int64_t g = 0; g < op.group_count(problem.shape, problem.groups); ++g) {
    std::optional<double> constant;
    each_element(problem, g, [&](std::int64_t i) {
      const double value = x.get(i);
      const bool prefers =
          !constant || (is_subnormal(x.dtype(), value) && !is_subnormal(x.dtype(), *constant));
      if (std::isfinite(value) && prefers) constant = value;
    });
    each_element(problem, g, [&](std::int64_t i) {
      if (constant) x.set(i, *constant);
    });
  }
  return inputs;
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).centred) return checks.finding();
  const Observation seen(trial.backend, trial.problem, made_constant(trial.problem, trial.inputs));
  Tensor expected = make_array(trial.problem, Role::kY);
  for (const ExactGroup& group : exact_groups(trial.problem, seen.inputs())) {
    if (group.places.empty()) continue;
    for (std::int64_t place : group.places) {
      const Ball bias = bias_of(trial.problem, trial.inputs, place);
      if (!seen.bound(Role::kY, place).infinite() && is_exact(trial.backend)) {
        const Tensor* array = trial.inputs.find(Role::kBias);
        expected.set(place,
                     array == nullptr ? 0 : array->get(affine_index_of(trial.problem, place)));
        checks.same_number(seen.output(Role::kY), expected, {Role::kY, place});
      }
      checks.contains_zero(seen.ball(Role::kY, place) - bias,
                           "y - bias at " + to_string(Place{Role::kY, place}));
    }
    checks.contains_zero(seen.ball(Role::kSaveVar, group.index),
                         "save_var of constant group " + std::to_string(group.index));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "constant_channel_gives_bias",
    .sentence = "In training less the mean, a group of one repeated finite number gives y = "
                "bias and save_var = 0 within its bound, and y exactly the bias rounded once "
                "where the contract says that constant channels are exact and y is not folded.",
    .reaches = {"eps=0", "n=2", "n>=64", "zero_weight", "negative_weight", "subnormal_x"},
    .excludes = {},
    .bend = train,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
