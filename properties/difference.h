#pragma once
// Derivatives from exact differences: rigorous, because the remainder of a central difference is
// bounded by Cauchy's estimate and not guessed.
//
// g(s) = a(s)/sqrt(w(s)^k), k odd, with a and w real polynomials of degree at most 2, is analytic
// in |s| <= R where w has no zero there, which w_low = |w_0| - |w_1|*R - |w_2|*R^2 > 0 shows. Its
// Taylor coefficients obey |c_j| <= M/R^j with M = (|a_0| + |a_1|*R + |a_2|*R^2)/sqrt(w_low^k). So
//   |(g(1) - g(-1))/2 - g'(0)| = |c_3 + c_5 + ...| <= M*R^-3/(1 - R^-2).
// Source: Ahlfors, "Complex Analysis", 1979, section 4.2.3 (Cauchy's estimate).

#include <array>
#include <cstdint>

#include "properties/ball.h"

namespace normaudit::properties {

/// A term's numbers at s = -1, 0 and 1, in this order.
struct Sampled {
  std::array<Dyadic, 3> coefficient;
  std::array<Dyadic, 3> radicand;  ///< w, not its power
  int power = 1;                   ///< k
};

/// A ball that holds g'(0); an infinite radius where w may vanish nearby.
Ball central_derivative(const Sampled& term);

/// A ball that holds coefficient/sqrt(radicand), with a relative radius below 2^-399; radicand > 0.
Ball enclosed(const Dyadic& coefficient, const Dyadic& radicand);

/// The exponent k of a step t = 2^k of one of n numbers: so small beside sqrt(w)/n that w hardly
/// moves within R steps.
std::int64_t step_exponent(const Dyadic& radicand, std::int64_t n);

/// The ball times 2^shift, exactly.
Ball scaled(const Ball& ball, std::int64_t shift);

}  // namespace normaudit::properties
