#pragma once
// What laws make of a drawn problem: another pass, another number of samples, other inputs.

#include <cstdint>

#include "core/problem.h"

namespace normaudit::properties {

/// Asks for another pass. Gradients and explicit values that the pass does not have are dropped.
void set_pass(Problem& problem, Pass pass);

/// set_pass to forward_training.
void train(Problem& problem);

/// forward_training with running statistics, where the operator keeps them.
void train_with_running(Problem& problem);

/// The same at momentum 1, which leaves the batch's own statistics.
void train_at_momentum_one(Problem& problem);

/// Leaves out a weight that differs within a group, so that every group has one factor.
void one_weight_per_group(Problem& problem);

/// The problem with another number of samples; explicit strides become dense, and explicit data are
/// dropped.
Problem with_batch(Problem problem, std::int64_t batch);

/// `part.shape.batch` samples of the data arrays from `first` on; the other arrays as they are.
Tensors samples_of(const Problem& part, const Tensors& inputs, std::int64_t first);

}  // namespace normaudit::properties
