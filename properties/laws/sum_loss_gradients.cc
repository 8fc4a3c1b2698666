// The loss sum(y) is n*bias in training, whatever x: dy = 1 has dx = 0, dweight = 0, dbias = n.
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

// Every partial sum of ones is an integer up to n, so none rounds in any order of addition.
bool counts_exactly(const Problem& problem) {
  return group_size(problem) <= std::int64_t{1} << format_of(problem.parameter_dtype).precision;
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !groups_are_channels(op)) return checks.finding();
  const Observation seen(trial.backend, trial.problem,
                         with(trial.inputs, Role::kDy, filled(trial.problem, Role::kDy, 1)));
  for (Role role : {Role::kDx, Role::kDweight}) {
    for (std::int64_t i = 0; i < seen.output(role).count(); ++i) {
      checks.contains_zero(seen.ball(role, i), to_string(Place{role, i}) + " of the loss sum(y)");
    }
  }
  const auto n = static_cast<double>(group_size(trial.problem));
  for (std::int64_t c = 0; c < trial.problem.shape.channels; ++c) {
    const std::string what = to_string(Place{Role::kDbias, c}) + " of the loss sum(y)";
    checks.contains_zero(seen.ball(Role::kDbias, c) - Ball(n), what + " less n");
    if (!counts_exactly(trial.problem) || !trial.backend.contract) continue;
    checks.that(seen.got(Role::kDbias, c) == n, what + " is not n");
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "sum_loss_gradients",
    .sentence = "Through batch statistics less their mean, dy = 1 everywhere gives dx = 0 and "
                "dweight = 0 within their bounds, and dbias = n: exactly, where the contract is "
                "known and the format of dbias holds every integer up to n.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=1", "constant_channel"},
    .excludes = {},
    .bend = differentiate_batch,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
