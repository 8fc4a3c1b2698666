// welford: mean += d/k, M2 += d*(x - mean), docs/bounds.md section 4.3, derived for every prefix:
// the mean's error obeys k*e_k = (k-1)*e_{k-1} + k*r_k with r_k the roundings of step k, and the
// exact increments (x_k - mean_{k-1})(x_k - mean_k) sum to n*variance.
#include <cmath>

#include "verdict/bound.h"

namespace normaudit::verdict {
namespace {

// Largest error of any prefix mean, D, and the last one's. c = gamma_3 stands for the roundings of
// d, of k where it is not representable, and of d/k; u*|mean_k| for the addition's.
struct MeanErrors {
  Up any_prefix;
  Up last;
};

MeanErrors mean_errors(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  const auto n = static_cast<double>(c.n);
  const Up half = (n + 1) / 2;
  const Up lost = a.tiny() + Up(3.0) * a.tiny_of_sum();
  const Up gamma = a.gamma(3);
  // sum over k of |x_k - mean_{k-1}|, k = 2..n, is at most sqrt(n - 1)*sqrt(2n)*sigma; divided by
  // the prefix length it is largest at length 2.
  const Up sigma = c.sigma();
  const Up any = gamma * sigma * root(Up(n / 2)) + half * (lost + a.unit() * c.max_abs_x);
  const double left = minus_down(1.0, gamma + half * a.unit());
  MeanErrors result;
  result.any_prefix = divide_by_lower(any, left);
  result.last = gamma * (root(Up(2.0)) * sigma + result.any_prefix) +
                half * (lost + a.unit() * (Up(c.max_abs_x) + result.any_prefix));
  result.last = smaller(result.last, result.any_prefix);
  return result;
}

MomentErrors welford(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  // The first step is exact: 0 + x/1 and d*0.
  if (c.n == 1) return {.mean = Arithmetic::exact(c.centre_magnitude), .variance = {}};
  const MeanErrors mean = mean_errors(setting);
  const Up drift = mean.any_prefix;
  MomentErrors result;
  result.mean = {c.centre_magnitude, mean.last};
  const Up reach = Up(2.0) * c.max_abs_x + drift;  // of every deviation
  if (!(reach <= setting.sums.largest())) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  const Up sigma = c.sigma();
  const Up shift = (Up(1.0) + root(Up(2.0))) * drift * sigma + drift * drift;
  result.variance = mean_of_squares(setting, shift, reach);
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "welford",
    .sentence = "mean += d/k, M2 += d*(x - mean): n*kappa*u",
    .rank = 2,
    .mean_keeps_infinity = false,
    .moments = welford,
});

}  // namespace
}  // namespace normaudit::verdict
