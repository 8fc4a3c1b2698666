// Sums, means of squares, and the two-pass scheme.
#include "verdict/moments.h"

#include <cmath>

namespace normaudit::verdict {
namespace {

// (d r)^2 <= (1 + g)^2 [1.5 n (1 + u)/(1 - u)^3 + 0.5/(1 - u)] for every computed deviation d and
// inverse deviation r, because the computed sum of squares is no smaller than `kept` times any one
// square: each underflow is at most half of the smallest number, which the radicand is at least.
// Where it is known to be much larger the factor 1.5 becomes 1 + tiny/radicand.
Up normalized_cap(const Setting& setting, Estimate variance, double kept_of_sum) {
  const Arithmetic& a = setting.elements;
  if (variance.error.infinite()) return kInfinity;
  const double least =
      std::fmax(minus_down(setting.condition.variance.low, variance.error), a.smallest());
  const Up lost = smaller(divide_by_lower(a.tiny(), least), 1.0);
  const Up n = static_cast<double>(setting.condition.n);
  const double kept = minus_down(1.0, a.unit());
  const Up sum_part =
      divide_by_lower(divide_by_lower(n * a.grow(1), kept * kept * kept), kept_of_sum);
  const Up squares = sum_part * (Up(1.0) + lost) + divide_by_lower(lost, kept);
  return (Up(1.0) + a.gamma(2)) * root(squares);
}

}  // namespace

Estimate in_any_order(const Arithmetic& a, const Terms& terms) { return a.total(terms); }

Estimate mean_of(const Setting& setting, const Summation& add) {
  const reference::Condition& c = setting.condition;
  const Up count = static_cast<double>(c.n);
  const Up flushed = count * setting.sums.tiny_of_sum();
  const Terms numbers{.magnitude = count * c.centre_magnitude,
                      .error = flushed,
                      .reach = Up(c.sum_abs_x) + flushed,
                      .count = c.n};
  Estimate mean = setting.sums.divide_by_count(add(setting.sums, numbers), c.n);
  mean.magnitude = c.centre_magnitude;
  return mean;
}

bool squares_may_overflow(const Setting& setting, Up reach) {
  const bool wide_sums = setting.contract.accumulator == NumericContract::Accumulator::kFloat64 &&
                         setting.contract.range != NumericContract::Range::kWide;
  return wide_sums && !(setting.elements.grow(3) * reach * reach <= setting.elements.largest());
}

Estimate sum_of_squares(const Setting& setting, const Squares& squares, const Summation& add) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up n = static_cast<double>(c.n);
  const Up exact = n * (Up(c.variance.high) + squares.shift);
  if (squares_may_overflow(setting, squares.reach)) return {exact, kInfinity};
  const Up lost = exact.value() == 0 ? Up(0.0) : n * a.lost_per_product(squares.reach);
  const Up growth = a.gamma(3);  // >= (1 + u)^3 - 1
  return add(setting.sums, {
                               .magnitude = exact,
                               .error = growth * exact + lost,
                               .reach = (Up(1.0) + growth) * exact + lost,
                               .count = c.n,
                           });
}

Estimate mean_of_squares(const Setting& setting, const Squares& squares, const Summation& add) {
  const reference::Condition& c = setting.condition;
  const Up n = static_cast<double>(c.n);
  Estimate sum = sum_of_squares(setting, squares, add);
  sum = {n * c.variance.high, sum.error + n * squares.shift};
  Estimate variance = setting.sums.divide_by_count(sum, c.n);
  variance.magnitude = c.variance.high;
  return variance;
}

MomentErrors two_pass_moments(const Setting& setting, const Summation& add, double kept) {
  MomentErrors result;
  result.mean = mean_of(setting, add);
  const Up shift = result.mean.error * result.mean.error;
  result.variance = mean_of_squares(
      setting,
      {.shift = shift, .reach = Up(setting.condition.max_abs_deviation) + result.mean.error}, add);
  result.normalized_cap = normalized_cap(setting, result.variance, kept);
  return result;
}

}  // namespace normaudit::verdict
