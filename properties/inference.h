#pragma once
// Bending problems towards the passes that normalize with running statistics.

#include "core/problem.h"
#include "properties/bend.h"

namespace normaudit::properties {

/// The inference pass, where the operator keeps running statistics.
inline void infer(Problem& problem) {
  if (operator_of(problem).keeps_running_statistics) set_pass(problem, Pass::kInference);
}

/// The same direction on running statistics, where the operator keeps them; backward asks for dx.
inline void use_running_statistics(Problem& problem) {
  if (!operator_of(problem).keeps_running_statistics) return;
  const bool backward = is_backward(problem.pass);
  set_pass(problem, backward ? Pass::kBackwardInference : Pass::kInference);
  if (backward) problem.gradients.dx = true;
}

}  // namespace normaudit::properties
