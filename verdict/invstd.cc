// The error of 1/sqrt(v^ + eps).
#include "verdict/invstd.h"

#include <algorithm>
#include <cmath>

namespace normaudit::verdict {
namespace {

// sqrt(1 + q) - 1 = q/(1 + sqrt(1 + q)), without cancellation.
Up root_growth(Up q) {
  if (q.infinite()) return kInfinity;
  return divide_by_lower(q, std::nextafter(1 + std::sqrt(1 + q.value()), 0.0));
}

// The computed radicand is never below this, whatever its error.
double floor_of(const Arithmetic& a, const Radicand& radicand) {
  if (radicand.least_variance < 0) return 0;
  const Estimate eps = a.stored(radicand.eps);
  const double least_eps = minus_down(radicand.eps, eps.error);
  const double least = std::max(radicand.least_variance, least_eps);
  return radicand.zero_where_degenerate ? std::max(least, a.smallest()) : least;
}

}  // namespace

Estimate invstd(const Arithmetic& a, const Radicand& radicand) {
  if (std::isinf(radicand.variance.low)) return {};  // a stored infinity: 1/inf is 0
  const double low = std::nextafter(radicand.variance.low + radicand.eps, 0.0);
  const double high = std::nextafter(radicand.variance.high + radicand.eps, kInfinity);
  const bool zero = radicand.variance.high == 0 && radicand.eps == 0;
  if (!zero && !(low > 0)) return {kInfinity, kInfinity};
  const Up magnitude = zero ? Up(0.0) : divide_by_lower(1.0, std::nextafter(std::sqrt(low), 0.0));

  const Estimate computed =
      a.sum({radicand.variance.high, radicand.variance_error}, a.stored(radicand.eps), high);
  const Up roundings = a.gamma(2);  // >= (1 + u)/(1 - u) - 1: the root and the division
  const double floor = floor_of(a, radicand);
  if (computed.error.infinite()) return {magnitude, kInfinity};
  if (zero) {
    const Up cap = divide_by_lower(1.0, std::nextafter(std::sqrt(floor), 0.0));
    const bool exact = radicand.variance_error.value() == 0 && radicand.zero_where_degenerate;
    return {0.0, exact ? Up(0.0) : (Up(1.0) + roundings) * cap};
  }
  // V/w - 1 for the smallest w that the error, or the floor, allows.
  const Up by_error = divide_by_lower(computed.error, minus_down(low, computed.error));
  const Up above_floor = high > floor ? std::nextafter(high - floor, kInfinity) : 0.0;
  const Up by_floor = divide_by_lower(above_floor, floor);
  const Up growth = root_growth(smaller(by_error, by_floor));
  const Up above = growth + roundings + growth * roundings;
  // 1 - (1 + rho)^(-1/2)*(1 - g) <= rho/2 + g; and invstd may be the 0 of the degenerate rule.
  const Up below = by_error.infinite()
                       ? Up(1.0)
                       : smaller(Up(0.5) * divide_by_lower(computed.error, low) + roundings, 1.0);
  return {magnitude, magnitude * larger(above, below)};
}

// The sum of two numbers of the format has the sign of the exact sum of the two.
bool radicand_sign_is_open(const Arithmetic& a, const Radicand& radicand) {
  const double sum = radicand.variance.high + radicand.eps;
  if (!(sum <= 0)) return false;
  const Up lost = a.stored(radicand.eps).error + Up(3.0) * a.tiny_of_sum();
  return lost.value() > 0 && -std::nextafter(sum, 0.0) <= lost.value();
}

}  // namespace normaudit::verdict
