// chan_tree: d = mB - mA, mean = mA + d*(nB/n), M2 = (M2A + M2B) + d*(d*(nA*(nB/n))) over a tree of
// single numbers of depth h = ceil(log2 n), docs/bounds.md section 4.9. Chan, Golub, LeVeque,
// COMPSTAT 1982, eq. (2.1).
#include <bit>
#include <cmath>

#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

MomentErrors chan_tree(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.n == 1) return result;
  const auto depth = static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(c.n - 1)));
  const double count = static_cast<double>(c.n);
  const Up n = count;
  const MeanErrors mean =
      merged_means(setting,
                   {.mean = c.centre_magnitude,
                    .mean_magnitude = divide_by_lower(c.sum_abs_x, count),
                    .root_mean_square = root(divide_by_lower(c.sum_squares, count)),
                    .largest = c.max_abs_x,
                    .spread = Up(2.0) * c.max_abs_x},
                   depth);
  result.mean.error = mean.root;

  // sum (nA*nB/n)*(d + its error)^2 <= n*(sigma + error)^2, by Minkowski.
  const Up levels = static_cast<double>(depth);
  const Up error = mean.root_mean_square + Up(1.5) * a.tiny_of_sum() * root(levels);
  const Up reach = Up(2.0) * (Up(c.max_abs_x) + mean.largest);
  // nA*(nB/n) is at most n/4.
  const bool overflows = !(a.grow(4) * reach * larger(1.0, n * 0.25) <= a.largest());
  if (overflows || weights_may_underflow(setting)) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  // One underflow of d*(nA*nB/n), multiplied by d, and one of their product; two flushed additions.
  result.variance = merged_variance(
      setting, {.shift = error * (Up(2.0) * c.sigma() + error),
                .lost = n * (a.tiny() * (Up(1.0) + a.grow(1) * reach) + Up(6.0) * a.tiny_of_sum()),
                .count = c.n - 1,
                .depth = 2 * (depth - 1)});
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
