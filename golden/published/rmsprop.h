#pragma once
// One step of RMSprop from its initial state, in float32 as PyTorch computes it: v = alpha*0 +
// (1 - alpha)*g^2, p -= lr*g/(sqrt(v) + eps). Source: torch/optim/rmsprop.py (mul_, addcmul_, sqrt,
// add_, addcdiv_), not centred, without momentum and weight decay.

#include "golden/published/transcript.h"

namespace normaudit::golden {

struct Rmsprop {
  double lr = 0.01;
  double alpha = 0.99;
  double eps = 1e-8;

  /// The parameter after the first step.
  float step(float parameter, float gradient) const;
  /// How far the first step moves it, in real numbers: lr*|g|/(sqrt(1 - alpha)*|g| + eps).
  double distance(double gradient) const;
  /// Which no gradient exceeds: lr/sqrt(1 - alpha).
  double longest() const;
};

/// As the notebook's cell 28 prints it.
Rmsprop published_rmsprop(const Transcript& notebook);

}  // namespace normaudit::golden
