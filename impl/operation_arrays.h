#pragma once
// A call's arrays in the one format its operations happen in: the caller's own where they have it,
// exactly widened copies where they are stored shorter, rounded once on the way back.

#include "core/problem.h"
#include "core/role.h"

namespace normaudit {

/// float64 if any of the problem's three formats is, else float32.
Dtype operations_dtype(const Problem& problem);

class OperationArrays {
 public:
  /// `inputs` and `outputs` outlive this object.
  OperationArrays(const Problem& problem, const Tensors& inputs, Tensors& outputs);

  /// Null when the call has no such array.
  const Tensor* input(Role role) const;
  Tensor* output(Role role);
  std::int64_t num_batches_tracked() const { return inputs_.num_batches_tracked; }

  /// Counts this batch among those seen.
  void count_batch() { outputs_.num_batches_tracked = inputs_.num_batches_tracked + 1; }

  /// Rounds every output that has a copy to the caller's array.
  void store();

 private:
  const Tensors& inputs_;
  Tensors& outputs_;
  Tensors input_copies_;
  Tensors output_copies_;
};

}  // namespace normaudit
