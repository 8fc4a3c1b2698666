// r_k = (1-m)^k r_0 + m*sum_j (1-m)^(k-j) v_j over k unequal batches, the running statistics handed
// on from one to the next; with the cumulative average m_j = 1/j.
#include "properties/bend.h"
#include "properties/law.h"
#include "properties/succession.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.keeps_running_statistics) return checks.finding();
  const std::vector<Problem> batches = successive_batches(trial.problem);
  const Succession training(trial.backend, {batches, trial.inputs});
  for (std::size_t k = 0; k < training.size(); ++k) {
    for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
      for (std::int64_t i = 0; i < count_of_role(trial.problem, role); ++i) {
        const Place place{role, i};
        if (const auto residual = training.residual(k, place)) {
          checks.contains_zero(*residual, "the scaled distance of " + to_string(place) +
                                              " from its average over " + std::to_string(k + 1) +
                                              " batches");
        }
      }
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "ema_closed_form",
    .sentence = "After several unequal batches of finite x the running statistics are the "
                "closed form of the moving average over the exact batch means and unbiased "
                "variances, within the errors E_k = (1-m)*E_(k-1) + e_k of the steps.",
    .reaches = {"momentum=0", "momentum=1", "cumulative", "kappa>=1e3", "n=2"},
    .excludes = {},
    .bend = train_with_running,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
