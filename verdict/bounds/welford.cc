// welford: mean += d/k, M2 += d*(x - mean), docs/bounds.md section 4.3, derived for every prefix:
// the mean's error obeys k*e_k = (k-1)*e_{k-1} + k*r_k with r_k the roundings of step k, the prefix
// means stay within sigma*sqrt((n-k)/k) of the mean, and the exact increments
// (x_k - mean_{k-1})(x_k - mean_k) sum to n*variance.
#include <cmath>
#include <numbers>

#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

// Of the prefix means: the last one, the largest, and sqrt(sum k/(k-1)*e_k^2) over k = 2..n.
struct MeanErrors {
  Up last;
  Up any_prefix;
  Up norm;
};

// c = gamma_3 stands for the roundings of d, of k where it is not representable, and of d/k; u
// times the prefix mean for the addition's.
MeanErrors mean_errors(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  const auto n = static_cast<double>(c.n);
  const Up half = (n + 1) / 2;
  const Up lost = a.tiny() + Up(3.0) * a.tiny_of_sum();
  const Up gamma = a.gamma(3);
  const Up u = a.unit();
  const Up sigma = c.sigma();
  const Up mean = c.centre_magnitude;
  MeanErrors result;

  // sum over k of |x_k - mean_{k-1}|, k = 2..n, is at most sqrt(n - 1)*sqrt(2n)*sigma; divided by
  // the prefix length it is largest at length 2.
  const Up any = gamma * sigma * root(Up(n / 2)) + half * (lost + u * c.max_abs_x);
  result.any_prefix = divide_by_lower(any, minus_down(1.0, gamma + half * u));
  // Every step ends between the mean before it and its own x, where no operand is flushed.
  if (a.tiny_of_sum().value() == 0) {
    result.any_prefix = smaller(result.any_prefix, Up(2.0) * c.max_abs_deviation);
  }
  const Up drift = lost + u * result.any_prefix;

  // sum k*|mean_k| / n, with sum sqrt(k*(n-k)) <= n^2*pi/8.
  const Up eighth = std::nextafter(std::numbers::pi / 8, 1.0);
  const Up means = smaller(half * mean + eighth * n * sigma, half * c.max_abs_x);
  result.last = gamma * (root(Up(2.0)) * sigma + result.any_prefix) + half * drift + u * means;
  result.last = smaller(result.last, result.any_prefix);

  // sqrt(sum ((k+1)/2)^2*k/(k-1)) <= steps; the same of 2/3*sqrt(n)*(k+1)^1.5/k, <= ramp.
  const Up steps = root(Up(n + 4) * (n + 4) * (n + 4) * (1.0 / 12 + 0x1p-50));
  const Up ramp = Up(2.0 / 3 + 0x1p-50) * root(Up(n) * n * (n / 2 + 13));
  const Up logarithm = std::log(n) + 0x1p-40;
  const Up rounded = smaller(mean * steps + sigma * ramp, steps * c.max_abs_x);
  result.norm =
      gamma * (sigma * root(Up(2 * n) * logarithm) + result.any_prefix * root(Up(2 * n))) +
      steps * drift + u * rounded;
  result.norm = smaller(result.norm, result.any_prefix * root(Up(2 * n)));
  return result;
}

MomentErrors welford(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  // The first step is exact: 0 + x/1 and d*0.
  if (c.n == 1) return {.mean = Arithmetic::exact(c.centre_magnitude), .variance = {}};
  const MeanErrors mean = mean_errors(setting);
  MomentErrors result;
  result.mean = {c.centre_magnitude, mean.last};
  const Up reach = Up(2.0) * c.max_abs_x + mean.any_prefix;  // of every deviation
  if (!(reach <= setting.sums.largest())) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  // |sum of the products - n*variance| <= 2*sqrt(n)*sigma*norm + norm^2, by Cauchy.
  const Up error =
      divide_by_lower(mean.norm, std::nextafter(std::sqrt(static_cast<double>(c.n)), 0.0));
  const Up shift = error * (Up(2.0) * c.sigma() + error);
  result.variance = mean_of_squares(setting, {.shift = shift, .reach = reach}, in_any_order);
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "welford",
    .sentence = "mean += d/k, M2 += d*(x - mean): n*kappa*u",
    .rank = 4,
    .mean_keeps_infinity = false,
    .moments = welford,
});

}  // namespace
}  // namespace normaudit::verdict
