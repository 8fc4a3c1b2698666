// Channels have no order: what is computed of one moves along with it.
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

// Permutes the channels within every span of `width` of them.
Permutation within_spans(const Problem& problem, std::int64_t width) {
  Philox words = choices_of(problem);
  Permutation where;
  for (std::int64_t first = 0; first < problem.shape.channels; first += width) {
    for (std::int64_t c : any_permutation(words, width)) where.push_back(first + c);
  }
  return where;
}

Rearrangement rearrangement_of(const Problem& problem, const Permutation& channels,
                               bool groups_move) {
  const Operator& op = operator_of(problem);
  const Shape& shape = problem.shape;
  const std::int64_t places = shape.spatial_count();
  Rearrangement moves;
  moves.data.resize(static_cast<std::size_t>(shape.count()));
  moves.parameters.resize(static_cast<std::size_t>(op.affine_count(shape)));
  for (std::int64_t i = 0; i < shape.count(); ++i) {
    const std::int64_t plane = i / places;
    const std::int64_t to = moved(channels, plane % shape.channels);
    moves.data[static_cast<std::size_t>(i)] =
        (plane / shape.channels * shape.channels + to) * places + i % places;
  }
  const bool by_element = op.affine_index == Operator::AffineIndex::kElement;
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    for (std::int64_t s = 0; s < (by_element ? places : 1); ++s) {
      moves.parameters[static_cast<std::size_t>(op.affine_index_of(shape, c, s))] =
          op.affine_index_of(shape, moved(channels, c), s);
    }
  }
  const std::int64_t groups = op.group_count(shape, problem.groups);
  for (std::int64_t i = 0; groups_move && i < groups; ++i) {
    moves.statistics.push_back(i - i % shape.channels + moved(channels, i % shape.channels));
  }
  return moves;
}

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  const Operator& op = operator_of(problem);
  const bool alone = op.channel_span == Operator::ChannelSpan::kOne;
  const std::int64_t width =
      alone ? problem.shape.channels : op.group(problem.shape, problem.groups, 0).channels;
  const Rearrangement moves = rearrangement_of(problem, within_spans(problem, width), alone);
  const Observation before(trial.backend, problem, trial.inputs);
  const Observation after(trial.backend, problem, rearranged(trial.inputs, moves));
  const bool bitwise = alone ? promises_bits_between_calls(trial.backend)
                             : promises_bits_in_any_order(trial.backend);
  Checks checks;
  for (Role role : outputs_of(problem)) {
    alike(checks, {before, after}, {role, moves.of(role), bitwise});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "permutation_of_channels",
    .sentence = "When channels change places, with their parameters and running statistics, "
                "every output moves along: bit for bit where the contract is deterministic and "
                "position invariant and a group is one channel or its sums are exact, within "
                "both bounds elsewhere.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "channels>1",
                "non_finite_x", "n=1", "nhwc"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
