// With m_j = 1/j the running statistic is the plain mean of the batches' own: k*r_k = sum_j v_j.
#include "properties/bend.h"
#include "properties/law.h"
#include "properties/promise.h"
#include "properties/start.h"
#include "properties/succession.h"

namespace normaudit::properties {
namespace {

// k * D * (r_k - mean of the v_j), D the product of the denominators; none where a batch that has
// elements has no finite statistic. An empty batch counts but leaves nothing, so such successions
// are no plain mean.
std::optional<Ball> residual(const Succession& training, std::size_t k, const Place& place) {
  Fraction sum{{}, Dyadic::power_of_two(0)};
  for (std::size_t j = 0; j <= k; ++j) {
    const std::optional<Fraction> each = training.batch_statistic(j, place);
    if (!each) return std::nullopt;
    sum.numerator = sum.numerator * each->denominator + each->numerator * sum.denominator;
    sum.denominator = sum.denominator * each->denominator;
  }
  const std::optional<Ball> running = training.running(k, place);
  if (!running) return std::nullopt;
  const Dyadic batches = Dyadic(reference::Integer(k + 1));
  return *running * (sum.denominator * batches) - sum.numerator;
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.keeps_running_statistics) return checks.finding();
  const std::vector<Problem> batches = successive_batches(trial.problem);
  const Tensors another = with_another_start(trial.problem, trial.inputs);
  const Succession training(trial.backend, {batches, trial.inputs});
  const Succession second(trial.backend, {batches, another});
  for (std::size_t k = 0; k < training.size(); ++k) {
    for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
      for (std::int64_t i = 0; i < count_of_role(trial.problem, role); ++i) {
        const Place place{role, i};
        const auto distance = residual(training, k, place);
        if (!distance || distance->radius().infinite()) continue;
        checks.contains_zero(*distance, "the scaled distance of " + to_string(place) +
                                            " from the mean of " + std::to_string(k + 1) +
                                            " batches");
        if (!promises_to_forget(trial.backend)) continue;
        checks.same_number(training.step(k).output(role), second.step(k).output(role), place);
      }
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "cumulative_average_forgets_its_start",
    .sentence = "From no batches on, the cumulative average is the mean of the batches' "
                "statistics within its bound, as long as every batch has finite ones; and "
                "exactly the same from any finite start where the average is a weighted sum and "
                "the contract deterministic and position invariant.",
    .reaches = {"cumulative", "kappa>=1e3", "n=2"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          train_with_running(problem);
          problem.momentum = std::nullopt;
          problem.num_batches_tracked = 0;
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
