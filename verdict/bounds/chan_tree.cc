// chan_tree: d = mB - mA, mean = mA + d*(nB/n), M2 = (M2A + M2B) + d*(d*(nA*(nB/n))) over a tree of
// single numbers of depth h = ceil(log2 n), docs/bounds.md section 4.9. A merge's exact mean error
// is the weighted mean of its parts', which no norm grows by, plus the merge's own roundings; and
// sum over the merges of (nA*nB/n)*d^2 is n*variance. Chan, Golub, LeVeque, COMPSTAT 1982, eq.
// (2.1).
#include <bit>
#include <cmath>

#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

// Of the means of the parts, over the n numbers, each with the error of the part it is in.
struct MeanErrors {
  Up root;
  Up root_mean_square;  // on every level
  Up largest;           // of any part
};

// Roundings of d*(nB/n), and of d*(d*(nA*(nB/n))): two more for each n that must be rounded first.
struct Roundings {
  int of_step = 3;
  int of_square = 6;
};

Roundings roundings_of(const Setting& setting) {
  const bool counts_are_exact =
      static_cast<double>(setting.condition.n) <= 1 / setting.sums.unit().value();
  return counts_are_exact ? Roundings{} : Roundings{.of_step = 5, .of_square = 9};
}

MeanErrors mean_errors(const Setting& setting, int depth) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  const Up h = depth;
  const Up u = a.unit();
  const Up step = a.gamma(roundings_of(setting).of_step);
  const Up lost = a.tiny() + Up(6.0) * a.tiny_of_sum();
  // On one level sum n*(nB/n*d)^2 is at most nB/nA <= 2 times sum (nA*nB/n)*d^2.
  const Up imbalance = root(Up(2.0));
  const Up steps = step * imbalance * root(h) * c.sigma();
  const Up root_mean_square_x = root(divide_by_lower(c.sum_squares, static_cast<double>(c.n)));

  MeanErrors result;
  result.root_mean_square = divide_by_lower(steps + h * (u * root_mean_square_x + lost),
                                            minus_down(1.0, h * (step * imbalance + u)));
  const Up error = result.root_mean_square;
  const Up mean_abs_x = divide_by_lower(c.sum_abs_x, static_cast<double>(c.n));
  const Up sums_of_means = Up(c.centre_magnitude) + (depth - 1.0) * mean_abs_x;
  result.root =
      smaller(error, steps + h * ((step * imbalance + u) * error + lost) + u * sums_of_means);
  result.largest = divide_by_lower(h * ((Up(2.0) * step + u) * c.max_abs_x + lost),
                                   minus_down(1.0, h * (Up(2.0) * step + u)));
  return result;
}

MomentErrors chan_tree(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.n == 1) return result;
  const auto depth = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(c.n - 1)));
  const Up n = static_cast<double>(c.n);
  const MeanErrors mean = mean_errors(setting, depth);
  result.mean.error = mean.root;

  // sum (nA*nB/n)*(d + its error)^2 <= n*(sigma + error)^2, by Minkowski.
  const Up error = mean.root_mean_square + Up(1.5) * a.tiny_of_sum() * root(Up(depth));
  const Up shift = error * (Up(2.0) * c.sigma() + error);
  const Up squares = n * (Up(c.variance.high) + shift);
  const Up growth = a.gamma(roundings_of(setting).of_square);
  const Up reach = Up(2.0) * (Up(c.max_abs_x) + mean.largest);
  // One underflow of d*(nA*nB/n), multiplied by d, and one of their product; two flushed additions.
  const Up lost = squares.value() == 0
                      ? Up(0.0)
                      : n * (a.tiny() * (Up(1.0) + a.grow(1) * reach) + Up(6.0) * a.tiny_of_sum());
  const Terms terms{.magnitude = n * c.variance.high,
                    .error = n * shift + growth * squares + lost,
                    .reach = (Up(1.0) + growth) * squares + lost,
                    .count = c.n - 1,
                    .depth = 2 * (depth - 1)};
  // nA*(nB/n) is at most n/4.
  const bool overflows = !(a.grow(4) * reach * larger(1.0, n * 0.25) <= a.largest());
  if (overflows) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  result.variance = setting.sums.divide_by_count(setting.sums.total(terms), c.n);
  result.variance.magnitude = c.variance.high;
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "chan_tree",
    .sentence = "means and M2 merged in a tree of depth h = log2(n): h*kappa*u",
    .rank = std::nullopt,
    .mean_keeps_infinity = false,
    .moments = chan_tree,
});

}  // namespace
}  // namespace normaudit::verdict
