// Changing problems without making them invalid.
#include "properties/bend.h"

#include <algorithm>

namespace normaudit::properties {
namespace {

void drop_values_not_read(Problem& problem) {
  const std::vector<Role> read = inputs_of(problem);
  std::erase_if(problem.values,
                [&](const auto& each) { return std::ranges::count(read, each.first) == 0; });
}

}  // namespace

void set_pass(Problem& problem, Pass pass) {
  problem.pass = pass;
  if (!is_backward(pass)) problem.gradients = {};
  if (uses_running_statistics(pass)) problem.track_running_stats = true;
  drop_values_not_read(problem);
}

void train(Problem& problem) { set_pass(problem, Pass::kForwardTraining); }

void train_with_running(Problem& problem) {
  train(problem);
  problem.track_running_stats = true;
}

void train_at_momentum_one(Problem& problem) {
  train_with_running(problem);
  problem.momentum = 1.0;
}

void one_weight_per_group(Problem& problem) {
  const Operator& op = operator_of(problem);
  const bool one = op.channel_span == Operator::ChannelSpan::kOne &&
                   op.affine_index == Operator::AffineIndex::kChannel;
  if (one) return;
  problem.has_weight = false;
  drop_values_not_read(problem);
}

Problem with_batch(Problem problem, std::int64_t batch) {
  problem.shape.batch = batch;
  if (problem.layout.kind == Layout::Kind::kStrided) problem.layout = {};
  std::erase_if(problem.values,
                [](const auto& each) { return facts(each.first).kind == RoleKind::kData; });
  return problem;
}

Tensors samples_of(const Problem& part, const Tensors& inputs, std::int64_t first) {
  const std::int64_t sample = part.shape.channels * part.shape.spatial_count();
  Tensors result;
  result.num_batches_tracked = inputs.num_batches_tracked;
  for (const auto& [role, array] : inputs.arrays) {
    Tensor taken = array;
    if (facts(role).kind == RoleKind::kData) {
      taken = make_array(part, role);
      for (std::int64_t i = 0; i < taken.count(); ++i) {
        taken.set_bits(i, array.bits(first * sample + i));
      }
    }
    result.arrays.emplace(role, std::move(taken));
  }
  return result;
}

}  // namespace normaudit::properties
