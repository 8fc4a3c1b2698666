#pragma once
// Which side of zero a ball may lie on: inequalities of exact answers, and their signs.

#include "properties/ball.h"

namespace normaudit::properties {

/// False only where the whole ball lies below zero, decided exactly.
inline bool may_reach_zero(const Ball& ball) {
  if (ball.radius().infinite()) return true;
  return ball.finite() && (ball.centre() + Dyadic::from_double(ball.radius().value())).sign() >= 0;
}

/// -1 or 1 where the whole ball lies on that side, 0 where it may be either or is unknown.
inline int certain_sign(const Ball& ball) {
  if (ball.radius().infinite() || !ball.finite()) return 0;
  const Dyadic size = ball.centre().sign() < 0 ? -ball.centre() : ball.centre();
  const bool clear = compare(size, Dyadic::from_double(ball.radius().value())) > 0;
  return clear ? ball.centre().sign() : 0;
}

}  // namespace normaudit::properties
