// An average lies between the smallest and the largest number it is of: running_var between its
// start and the batches' unbiased variances.
#include <cmath>

#include "properties/bend.h"
#include "properties/law.h"
#include "properties/side.h"
#include "properties/succession.h"

namespace normaudit::properties {
namespace {

// The start, and the unbiased variance of every batch that has elements.
std::optional<std::vector<Fraction>> members(const Succession& training, std::size_t k,
                                             const Place& place) {
  const double start = training.step(0).inputs().at(place.role).get(place.index);
  std::vector<Fraction> result{{Dyadic::from_double(start), Dyadic::power_of_two(0)}};
  for (std::size_t j = 0; j <= k; ++j) {
    if (group_size(training.step(j).problem()) == 0) continue;
    const std::optional<Fraction> batch = training.batch_statistic(j, place);
    if (!batch) return std::nullopt;
    result.push_back(*batch);
  }
  return result;
}

void check_hull(const Succession& training, std::size_t k, const Place& place, Checks& checks) {
  const std::optional<Ball> got = training.running(k, place);
  if (!got || got->radius().infinite()) return;
  const auto hull = members(training, k, place);
  if (!hull) return;
  bool reaches_least = false;
  bool reaches_greatest = false;
  for (const Fraction& each : *hull) {
    const Ball above = *got * each.denominator - each.numerator;
    reaches_least = reaches_least || may_reach_zero(above);
    reaches_greatest = reaches_greatest || may_reach_zero(Ball(0.0) - above);
  }
  const std::string after = to_string(place) + " after " + std::to_string(k + 1) + " batches";
  checks.that(reaches_least, after + " is below its start and every batch variance");
  checks.that(reaches_greatest, after + " is above its start and every batch variance");
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.keeps_running_statistics) return checks.finding();
  const std::vector<Problem> batches = successive_batches(trial.problem);
  const Succession training(trial.backend, {batches, trial.inputs});
  const auto& contract = trial.backend.contract;
  for (std::int64_t i = 0; i < count_of_role(trial.problem, Role::kRunningVar); ++i) {
    const Place place{Role::kRunningVar, i};
    const bool never_negative =
        contract && contract->variance_never_negative && trial.inputs.at(place.role).get(i) >= 0;
    for (std::size_t k = 0; k < training.size(); ++k) {
      check_hull(training, k, place, checks);
      const bool negative = training.step(k).got(place.role, i) < 0;
      if (never_negative) checks.that(!negative, to_string(place) + " is negative");
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "running_var_in_hull",
    .sentence = "After several batches of finite x running_var lies between the smallest and "
                "the largest of its start and the batches' unbiased variances, within its "
                "bound; and it is not negative where the contract says that no variance is and "
                "the start was not.",
    .reaches = {"kappa>=1e3", "kappa>=1e6", "constant_channel", "n=2", "cumulative"},
    .excludes = {},
    .bend = train_with_running,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
