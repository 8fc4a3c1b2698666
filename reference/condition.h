#pragma once
// The condition of one group: how large its numbers are and how hard its statistics are to compute,
// in doubles whose rounding directions are guaranteed. Source: Chan, Golub, LeVeque 1983 (kappa);
// Ogita, Rump, Oishi 2005 (the compensated sum).

#include <cstdint>
#include <vector>

#include "core/problem.h"
#include "core/role.h"

namespace normaudit::reference {

/// An enclosure low <= value <= high of a number that is not negative.
struct Enclosure {
  double low = 0;
  double high = 0;
};

/// Members named `sum_abs_*`, `max_abs_*` and `*_magnitude` are upper bounds. The centre is the
/// batch mean, or the running mean where the pass normalizes with running statistics; `variance`
/// then encloses the running variance.
struct Condition {
  std::int64_t n = 0;
  bool finite = true;     ///< every x of the group and both of its statistics
  bool finite_dy = true;  ///< every dy of the group; true where there is none
  bool constant = true;   ///< all x are equal, so the variance is exactly 0
  double centre = 0;      ///< the double nearest to it, up to centre_radius
  double centre_radius = 0;
  double centre_magnitude = 0;
  Enclosure variance;  ///< biased; below 0 only where a running variance is
  double sum_abs_x = 0;
  double sum_squares = 0;  ///< upper bound of sum x^2
  double max_abs_x = 0;
  double max_abs_deviation = 0;
  double first_x = 0;  ///< the first number in the order (n, c, s)

  // Backward passes; 0 elsewhere.
  double sum_dy = 0;  ///< approximate: |error| <= sum_dy_radius
  double sum_dy_radius = 0;
  double sum_abs_dy = 0;
  double max_abs_dy = 0;
  double dot = 0;  ///< sum (x - centre)*dy, approximate: |error| <= dot_radius
  double dot_radius = 0;
  double sum_abs_dot = 0;   ///< sum |x - centre|*|dy|
  double max_abs_dot = 0;   ///< the largest |x - centre|*|dy|
  double sum_abs_x_dy = 0;  ///< sum |x|*|dy|

  /// Upper bound of |x - centre|.
  double deviation(double x) const;
  double sigma() const;  ///< upper bound of the standard deviation
  /// kappa = sqrt(1 + mean^2/variance), rounded up to a few ulps; infinite for a constant group.
  double kappa() const;
};

/// One per group of the problem's operator.
std::vector<Condition> conditions_of(const Problem& problem, const Tensors& inputs);

}  // namespace normaudit::reference
