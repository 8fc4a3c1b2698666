// pivoted_one_pass: d = x - p with p one of the numbers; delta = sum(d)/n, variance =
// max(0, sum(d^2)/n - delta^2), mean = p + delta; done again, once, about p = fl(mean) where that
// variance is below 1/16 of sum(d^2)/n. docs/bounds.md, section 4.15. Chan, Golub, LeVeque 1983,
// section 3: (mean - p)^2/variance is what a shift leaves of kappa^2.
#include <cmath>

#include "verdict/leaves.h"
#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

struct AboutPivot {
  Estimate delta;
  Estimate variance;  ///< neither is rounded to the format
};

Up squared(Up a) { return a * a; }

// (1 + a)(1 + b) - 1.
Up compound(Up a, Up b) { return a + b + a * b; }

// The roundings of the differences move the numbers; all others are about the numbers as moved.
AboutPivot about_pivot(const Setting& setting, Up offset) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Arithmetic sums = accumulator_of(setting);
  const Up n = static_cast<double>(c.n);
  const Up u = a.unit();
  const Up exact_size = root(Up(c.variance.high) + squared(offset));
  const Up moved = u * exact_size;
  const Up size = exact_size + moved;
  const Up largest = a.grow(1) * (Up(c.max_abs_deviation) + offset);

  const Estimate sum = total_of_leaves(
      setting, {.magnitude = n * (offset + moved), .error = 0.0, .reach = n * size, .count = c.n},
      largest);
  Estimate delta = sums.divide_by_count(sum, c.n);

  const Up squares = n * squared(size);
  const Up lost = u * squares + n * a.tiny();
  const Estimate sum_of_squares = total_of_leaves(
      setting, {.magnitude = squares, .error = lost, .reach = squares + lost, .count = c.n},
      a.grow(1) * squared(largest) + a.tiny());
  Estimate variance = sums.sum(sums.divide_by_count(sum_of_squares, c.n),
                               sums.product(delta, delta), squared(Up(c.sigma()) + moved));
  variance.error = variance.error + moved * (Up(2.0) * c.sigma() + moved);
  variance.magnitude = c.variance.high;
  delta.error = delta.error + moved;
  return {delta, variance};
}

// |p - m| where the first pass is the last: delta^2 <= 15/16 of the mean square, as computed, so
// q <= rho*sqrt(variance + q^2) + 3*sqrt(tiny).
Up offset_that_stays(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Arithmetic sums = accumulator_of(setting);
  const auto in_leaf = static_cast<double>(additions_in_leaf(setting.contract, c.n));
  const Up above = sums.total({.magnitude = 0.0,
                               .error = 0.0,
                               .reach = 1.0,
                               .count = c.n,
                               .depth = merges_above_a_leaf(setting.contract, c.n)})
                       .error;
  const Up in_sums = compound(above, sums.unit());
  const Up of_mean = compound(a.gamma(in_leaf + 1), in_sums);
  const Up of_squares = compound(a.gamma(in_leaf + 3), in_sums);
  const Up compared = Up(0.9375) * (Up(1.0) + Up(2.0) * sums.unit()) * (Up(1.0) + of_squares);
  const Up rho = of_mean + root(compared);
  const double rest = minus_down(1.0, squared(rho));
  return smaller(c.max_abs_deviation,
                 divide_by_lower(rho * c.sigma(), std::nextafter(std::sqrt(rest), 0.0)) +
                     divide_by_lower(Up(6.0) * root(a.tiny()), rest));
}

// |p - m| of p = fl(mean), a mean off by `error`. The mean is no farther from the format than the
// nearest of the numbers is from it, which is no farther than sigma.
Up offset_when_repeated(const Setting& setting, Up error) {
  const Arithmetic& a = setting.elements;
  const Up rounded = a.narrowed({setting.condition.centre_magnitude, error}).error;
  if (rounded.infinite()) return kInfinity;
  return smaller(error + a.grow(1) * (error + setting.condition.sigma()), a.grow(1) * rounded);
}

MomentErrors pivoted_one_pass(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Arithmetic sums = accumulator_of(setting);
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.max_abs_deviation == 0) return result;  // every d is 0
  const AboutPivot first = about_pivot(setting, c.max_abs_deviation);
  const AboutPivot last = about_pivot(
      setting,
      larger(offset_that_stays(setting), offset_when_repeated(setting, first.delta.error)));
  const bool is_open = setting.contract.flushes_subnormals || first.delta.error.infinite() ||
                       first.variance.error.infinite();
  if (is_open) {
    result.mean.error = result.variance.error = kInfinity;
    result.pair = result.mean;
    return result;
  }
  const Up error = last.delta.error;
  const bool is_wide = sums.dtype() != a.dtype();  // rounds p + delta and the variance once more
  const Up in_sums = is_wide ? sums.unit() * (Up(c.centre_magnitude) + error) : Up(0.0);
  result.mean = a.narrowed({c.centre_magnitude, error + in_sums});
  result.pair =
      Estimate{c.centre_magnitude, error + a.unit() * a.grow(1) * result.mean.error + a.tiny()};
  result.variance = is_wide ? a.narrowed(last.variance) : last.variance;
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "pivoted_one_pass",
    .sentence = "one_pass about a number at most 4 standard deviations off: no n and no kappa",
    .rank = std::nullopt,
    .mean_keeps_infinity = false,
    .moments = pivoted_one_pass,
});

}  // namespace
}  // namespace normaudit::verdict
