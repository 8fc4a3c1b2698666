#pragma once
// How far a printed output may lie from the exact one: the float32 bound of what printed it,
// PyTorch's batch norm on the CPU, whichever of its paths the call took.

#include <map>
#include <vector>

#include "golden/published/worked_example.h"
#include "reference/condition.h"
#include "verdict/output_bound.h"

namespace normaudit::golden {

/// The inputs in the middle of the box.
Tensors middle_of(const WorkedExample& example, const Box& box);

class Widening {
 public:
  /// For every input in the box of an example of one channel.
  Widening(const WorkedExample& example, const Box& box);
  Widening(const Widening&) = delete;
  Widening& operator=(const Widening&) = delete;

  /// The bound of |printed - exact| where |exact| <= reach; infinite where nothing is
  /// promised.
  double operator()(Role role, std::int64_t index, double reach) const;

 private:
  Problem problem_;
  Tensors inputs_;
  std::vector<reference::Condition> conditions_;
  std::vector<NumericContract> contracts_;
  std::map<Role, std::vector<verdict::OutputBound>> bounds_;
};

}  // namespace normaudit::golden
