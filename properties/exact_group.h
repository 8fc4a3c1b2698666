#pragma once
// One group's numbers and sums as exact dyadic rationals: what identities are stated in.
// Formulas: docs/design.md section 4.

#include <cstdint>
#include <vector>

#include "core/problem.h"
#include "core/role.h"
#include "properties/ball.h"

namespace normaudit::properties {

/// A group whose x (and dy, in backward passes) are all finite; sums over its n elements.
struct ExactGroup {
  std::int64_t index = 0;
  std::int64_t channel = 0;          ///< the first
  std::vector<std::int64_t> places;  ///< flat logical indices of its elements, in order
  std::vector<Dyadic> x;
  std::vector<Dyadic> dy;  ///< empty in forward passes
  Dyadic n;
  Dyadic sum_x;
  Dyadic sum_xx;
  Dyadic sum_dy;
  Dyadic sum_xdy;

  /// n^2 * variance = n*sum_xx - sum_x^2.
  Dyadic scaled_variance() const;
  /// W = n^2 * (variance + eps).
  Dyadic radicand(double eps) const;
  /// P = n*sum_xdy - sum_x*sum_dy = n * sum (x - mean)*dy.
  Dyadic scaled_dot() const;
  /// n*x_i - sum_x = n * (x_i - mean).
  Dyadic scaled_deviation(std::size_t i) const;
};

/// The problem's groups, those left out that contain a number that is not finite.
std::vector<ExactGroup> exact_groups(const Problem& problem, const Tensors& inputs);

}  // namespace normaudit::properties
