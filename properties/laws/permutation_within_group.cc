// Statistics are sums over a group, and sums do not know an order: samples and places may change
// places with each other.
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

// Permutes (n, s) within each channel, or s within each channel of a sample where a group has one
// sample.
Permutation within_channels(const Problem& problem) {
  Philox words = choices_of(problem);
  const Shape& shape = problem.shape;
  const std::int64_t places = shape.spatial_count();
  const std::int64_t samples = operator_of(problem).pools_samples ? shape.batch : 1;
  Permutation where(static_cast<std::size_t>(shape.count()));
  const auto index = [&](std::int64_t first, std::int64_t c, std::int64_t i) {
    return ((first + i / places) * shape.channels + c) * places + i % places;
  };
  for (std::int64_t first = 0; first < shape.batch; first += samples) {
    for (std::int64_t c = 0; c < shape.channels; ++c) {
      const Permutation order = any_permutation(words, samples * places);
      for (std::int64_t i = 0; i < samples * places; ++i) {
        where[static_cast<std::size_t>(index(first, c, i))] = index(first, c, moved(order, i));
      }
    }
  }
  return where;
}

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  const Operator& op = operator_of(problem);
  if (op.affine_index == Operator::AffineIndex::kElement &&
      (problem.has_weight || problem.has_bias))
    return {};
  const Rearrangement moves{.data = within_channels(problem), .parameters = {}, .statistics = {}};
  const Tensors permuted = rearranged(trial.inputs, moves);
  if (same_inputs(trial.inputs, permuted)) return {};
  const Observation before(trial.backend, problem, trial.inputs);
  const Observation after(trial.backend, problem, permuted);
  Checks checks;
  for (Role role : outputs_of(problem)) {
    const bool element_alone =
        uses_running_statistics(problem.pass) && facts(role).kind == RoleKind::kData;
    const bool bitwise = element_alone ? promises_bits_between_calls(trial.backend)
                                       : promises_bits_in_any_order(trial.backend);
    alike(checks, {before, after}, {role, moves.of(role), bitwise});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "permutation_within_group",
    .sentence = "When samples and places change places within their channel, y and dx move "
                "along and nothing else changes: bit for bit where the contract is "
                "deterministic and position invariant and sums are exact or there are none, "
                "within both bounds elsewhere. Not where every element has a weight of its own.",
    .reaches = {"backward", "forward_training", "inference", "kappa>=1e3", "n>=64"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
