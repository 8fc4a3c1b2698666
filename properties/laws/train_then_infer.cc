// Inference with what training at momentum 1 left differs from it by the Bessel factor alone:
// (y_inf - bias)^2 * (n/(n-1)*var + eps) = (y_train - bias)^2 * (var + eps), with the same sign.
// Times n^2 (n-1), with S = n^2 var and E = n^2 eps:
// (y_inf - bias)^2 * (n*S + (n-1)*E) = (y_train - bias)^2 * (n-1)*(S + E).
//
// What inference reads is off by the bounds r1, r2 of running_mean and running_var. For its exact
// answer Y from these, (Y - bias)^2 (running_var + eps) = weight^2 (x - running_mean)^2, so that
// the identity may be off by (Y - bias)^2*r2 and by weight^2*r1*(|x - running_mean| + |x - mean|).
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/side.h"

namespace normaudit::properties {
namespace {

struct Passes {
  const Observation& training;
  const Observation& inference;
};

Ball only_radius(verdict::Up radius) { return {0.0, radius}; }

void check_group(const Passes& passes, const ExactGroup& group, Checks& checks) {
  const Problem& problem = passes.training.problem();
  const Tensors& inputs = passes.training.inputs();
  const Dyadic one = Dyadic::power_of_two(0);
  const Dyadic less = group.n - one;
  const Dyadic scale = group.n * group.n * less;
  const Dyadic inferred =
      group.n * group.scaled_variance() + Dyadic::from_double(problem.eps) * scale;
  const Dyadic trained = less * group.radicand(problem.eps);
  const Ball mean = passes.training.ball(Role::kRunningMean, group.index);
  const verdict::Up r2 = passes.training.bound(Role::kRunningVar, group.index);
  for (std::size_t i = 0; i < group.places.size(); ++i) {
    const std::int64_t place = group.places[i];
    const Ball bias = bias_of(problem, inputs, place);
    const Ball weight = weight_of(problem, inputs, place);
    const Ball before = passes.training.ball(Role::kY, place) - bias;
    const Ball after = passes.inference.ball(Role::kY, place) - bias;
    const Ball deviation = Ball(group.x[i]) - mean;
    const verdict::Up slack =
        (after * after).reach() * r2 +
        (weight * weight).reach() * mean.radius() * (deviation.reach() + deviation.reach());
    const Ball residual = after * after * inferred - before * before * trained +
                          only_radius(slack * magnitude(scale));
    const std::string where = " at " + to_string(Place{Role::kY, place});
    checks.contains_zero(residual, "the squares of inference beside those of training" + where);
    if (certain_sign(deviation) == 0 || residual.radius().infinite()) continue;
    checks.that(certain_sign(before) * certain_sign(after) >= 0,
                "training and inference lie on two sides of the bias" + where);
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.keeps_running_statistics) return checks.finding();
  Problem inferring = trial.problem;
  set_pass(inferring, Pass::kInference);
  if (!trial.backend.supports(inferring).empty()) return checks.finding();
  const Observation training(trial.backend, trial.problem, trial.inputs);
  Tensors inputs = trial.inputs;
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) inputs.at(role) = training.output(role);
  const Observation inference(trial.backend, inferring, inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    if (group.places.size() > 1) check_group({training, inference}, group, checks);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "train_then_infer",
    .sentence = "After training at momentum 1, inference of the same batch gives, over every "
                "group of two finite x or more, y - bias times sqrt((var + eps)/(n/(n-1)*var + "
                "eps)), within the bounds of both passes and of the running statistics between "
                "them.",
    .reaches = {"momentum=1", "n=2", "kappa>=1e3", "variance<eps", "negative_weight"},
    .excludes = {},
    .bend = train_at_momentum_one,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
