#pragma once
// The oracle's memory: which element belongs to which group, and each group's exact answers.

#include <array>
#include <string>
#include <vector>

#include "reference/oracle.h"
#include "reference/special.h"

namespace normaudit::reference {

struct Oracle::State {
  State(const Problem& asked, const Tensors& inputs);

  Answer answer(Role output, std::int64_t logical) const;

  bool running() const { return uses_running_statistics(problem.pass); }
  std::int64_t group_at(std::int64_t logical) const {
    return group_of_plane[static_cast<std::size_t>(logical / problem.shape.spatial_count())];
  }
  ExtendedAffine affine_at(std::int64_t logical) const;
  GroupData data_of(const Group& group) const;
  void map_groups();
  void map_parameters();
  Answer of_batch(Role output, std::int64_t logical) const;
  Answer of_running(Role output, std::int64_t logical) const;
  const BatchGroup& batch(std::int64_t group) const {
    return batch_groups.at(static_cast<std::size_t>(group));
  }

  Problem problem;
  const Operator* op;
  std::array<std::int64_t, kRoles.size()> counts{};  // elements of each output, 0 for the others
  const Tensor* x;
  const Tensor* weight;
  const Tensor* bias;
  const Tensor* running_mean;
  const Tensor* running_var;
  const Tensor* dy;
  Momentum momentum;
  std::vector<std::int64_t> group_of_plane;      // by n*C + c
  std::vector<std::int64_t> group_of_parameter;  // backward passes
  std::vector<BatchGroup> batch_groups;
  std::vector<RunningGroup> running_groups;
};

/// A question that no output answers is a programmer's mistake: throws std::invalid_argument.
[[noreturn]] void refuse(Role role, const std::string& reason);

}  // namespace normaudit::reference
