// Merging the statistics of a batch's parts gives the whole batch's: mean = sum n_j mean_j / n and
//   n*M2 = n * sum_j M2_j + sum_{j<k} n_j n_k (mean_j - mean_k)^2,   M2 = n*var,
// which is Chan's pairwise M2 = M2_A + M2_B + (mean_B - mean_A)^2 n_A n_B/n applied in any order.
// Source: Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (2.1).
#include <algorithm>
#include <memory>
#include <vector>

#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/generators/partition.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

// A cut of two samples or more that leaves at least two parts with samples: one alone would be the
// whole again.
std::vector<std::int64_t> real_partition(Philox& words, std::int64_t samples) {
  for (;;) {
    std::vector<std::int64_t> parts = any_partition(words, samples);
    if (std::ranges::count(parts, 0) + 2 <= std::ssize(parts)) return parts;
  }
}

// The parts that have elements, an empty one taking part in nothing; none where the backend does
// not take one of them.
std::vector<std::unique_ptr<Observation>> parts_of(const Trial& trial) {
  Philox words = choices_of(trial.problem);
  std::vector<std::unique_ptr<Observation>> parts;
  std::int64_t first = 0;
  for (std::int64_t samples : real_partition(words, trial.problem.shape.batch)) {
    const Problem part = with_batch(trial.problem, samples);
    if (!trial.backend.supports(part).empty()) return {};
    const Tensors inputs = samples_of(part, trial.inputs, first);
    auto seen = std::make_unique<Observation>(trial.backend, part, inputs);
    first += samples;
    if (group_size(part) > 0) parts.push_back(std::move(seen));
  }
  return parts;
}

struct Part {
  Dyadic n;
  Ball mean;
  Ball variance;

  Part(const Observation& seen, std::int64_t group)
      : n(reference::Integer(group_size(seen.problem()))),
        mean(seen.ball(Role::kSaveMean, group)),
        variance(seen.ball(Role::kSaveVar, group)) {}
};

void check_merge(const Observation& whole, const ExactGroup& group, const std::vector<Part>& parts,
                 Checks& checks) {
  Ball sum;
  Ball squares;
  for (std::size_t j = 0; j < parts.size(); ++j) {
    sum = sum + parts[j].mean * parts[j].n;
    squares = squares + parts[j].variance * (parts[j].n * group.n);
    for (std::size_t k = 0; k < j; ++k) {
      const Ball distance = parts[j].mean - parts[k].mean;
      squares = squares + distance * distance * (parts[j].n * parts[k].n);
    }
  }
  const std::string where = " of group " + std::to_string(group.index) + " in " +
                            std::to_string(parts.size()) + " parts that have elements";
  checks.contains_zero(whole.ball(Role::kSaveMean, group.index) * group.n - sum,
                       "n*save_mean - the parts' sums" + where);
  checks.contains_zero(whole.ball(Role::kSaveVar, group.index) * (group.n * group.n) - squares,
                       "n^2*save_var - the parts merged" + where);
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.pools_samples || trial.problem.shape.batch < 2) return checks.finding();
  const Observation whole(trial.backend, trial.problem, trial.inputs);
  const auto seen = parts_of(trial);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    if (seen.empty()) continue;
    std::vector<Part> parts;
    for (const auto& each : seen) parts.emplace_back(*each, group.index);
    check_merge(whole, group, parts, checks);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "merged_parts_equal_whole",
    .sentence = "The means and biased variances of the parts of a batch of finite x, cut "
                "anywhere, empty parts and single elements included, merge by Chan's formula to "
                "the whole batch's within the bounds of all of them.",
    .reaches = {"kappa>=1e3", "n=2", "n>=64"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          train(problem);
          if (problem.shape.batch < 2) problem = with_batch(problem, 2);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
