#pragma once
// One step of RMSprop from its initial state, in float32 as PyTorch computes it: v = alpha*0 +
// (1 - alpha)*g^2, p -= lr*g/(sqrt(v) + eps). Source: torch/optim/rmsprop.py (mul_, addcmul_, sqrt,
// add_, addcdiv_), not centred, without momentum and weight decay.

#include "golden/published/interval.h"
#include "golden/published/transcript.h"

namespace normaudit::golden {

struct Rmsprop {
  double lr = 0.01;
  double alpha = 0.99;
  double eps = 1e-8;

  /// The parameter after the first step.
  float step(float parameter, float gradient) const;

  /// How many learning rates the first step moves it, in real numbers, the settings being the
  /// decimals they were read from: |g|/(sqrt(1 - alpha)*|g| + eps).
  Interval rates(Interval gradient) const;
  /// How far that is: lr times as much.
  Interval distance(Interval gradient) const;
  /// Which no gradient exceeds: lr/sqrt(1 - alpha).
  Interval longest() const;

  /// How far `step` may end from the parameter moved by the distance, where g^2 does not underflow.
  double rounding(float parameter, float gradient) const;
};

/// As the notebook's cell 28 prints it.
Rmsprop published_rmsprop(const Transcript& notebook);

}  // namespace normaudit::golden
