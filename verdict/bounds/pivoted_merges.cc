// pivoted_merges: d = x - p with p one of the numbers; leaves of at most `block` numbers in two
// passes; w = nB/n, mean = mA + (mB - mA)*w, M2 = (M2A + M2B) + (mB - mA)^2*(nA*w) in a tree of any
// shape; variance = M2/n, mean = p + its delta. docs/bounds.md, section 4.13.
#include <algorithm>
#include <bit>
#include <cmath>

#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

// A leaf: each number and each square passes through at most so many additions, and the mean's
// roundings beside those of d are this factor of the numbers' mean size.
struct Leaf {
  std::int64_t numbers = 1;
  std::int64_t additions = 0;
  Up factor;
  Up lost;
};

Leaf leaf_of(const Setting& setting) {
  const Arithmetic& a = setting.sums;
  const std::int64_t block =
      std::clamp<std::int64_t>(setting.contract.block, 1, setting.condition.n);
  if (block == 1) return {};  // its mean is its number
  const auto levels =
      static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(block - 1)));
  const std::int64_t additions = std::min(levels + 1, block - 1);
  const bool count_is_exact = static_cast<double>(block) <= 1 / a.unit().value();
  const std::int64_t roundings = additions + (count_is_exact ? 1 : 2);
  return {.numbers = block,
          .additions = additions,
          .factor = a.gamma(static_cast<double>(roundings)) * a.grow(1),
          .lost = a.tiny() + Up(3.0) * a.tiny_of_sum()};
}

MomentErrors pivoted_merges(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.n == 1) return result;  // d = 0
  const Up n = static_cast<double>(c.n);
  const Up u = a.unit();
  // No number, the pivot included, is farther from the mean.
  const Up offset = c.max_abs_deviation;
  const Up spread = Up(2.0) * offset;
  const Up size = root(Up(c.variance.high) + offset * offset);
  const Leaf leaf = leaf_of(setting);
  const Up flushed = Up(3.0) * a.tiny_of_sum();
  const Up of_leaf = leaf.factor * size + leaf.lost;
  const std::int64_t depth = merges_above_a_leaf(setting.contract, c.n);
  const MeanErrors mean =
      merged_means(setting,
                   {.mean = offset,
                    .mean_magnitude = size,
                    .root_mean_square = size,
                    .largest = spread,
                    .spread = spread,
                    .error = u * size + flushed + of_leaf,
                    .largest_error = (u + leaf.factor) * spread + flushed + leaf.lost},
                   depth);

  const Up reach = spread + Up(2.0) * mean.largest;  // of every difference
  const Up leaf_sum =
      a.grow(1) * (Up(1.0) + leaf.factor) * spread * static_cast<double>(leaf.numbers);
  const bool overflows = !(larger(a.grow(3) * reach * reach, leaf_sum) <= a.largest());
  if (overflows || weights_may_underflow(setting)) {
    result.mean.error = result.variance.error = kInfinity;
    result.pair = result.mean;
    return result;
  }
  result.pair = Estimate{c.centre_magnitude, mean.root};
  result.mean = a.sum(Arithmetic::exact(c.max_abs_x), {offset, mean.root}, c.centre_magnitude);

  // The deviations within leaves are off by what the leaf's averaging takes from their numbers'
  // errors, which the levels above count on, and by the leaf's own roundings.
  const Up levels = static_cast<double>(depth);
  const Up squared = mean.root_mean_square * mean.root_mean_square + of_leaf * of_leaf;
  const Up error = root(squared) + a.tiny_of_sum() * (Up(6.0) + Up(1.5) * root(levels));
  // Every square of a leaf, every d^2 before it is multiplied by nA*w, every product.
  const Up weights = Up(0.5 * std::log2(static_cast<double>(c.n)) + 0x1p-40);
  const Up growth = Up(1.0) + a.gamma(merge_roundings(setting).of_square);
  const Up lost = n * (a.lost_per_product(reach) + a.tiny() * (Up(1.0) + growth * weights) +
                       Up(15.0) * a.tiny_of_sum());
  result.variance = merged_variance(setting, {.shift = error * (Up(2.0) * c.sigma() + error),
                                              .lost = lost,
                                              .count = 2 * c.n - 1,
                                              .depth = leaf.additions + 2 * depth});
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "pivoted_merges",
    .sentence = "mean and M2 about a pivot, merged in a tree of depth h: h*u, whatever kappa",
    .rank = std::nullopt,
    .mean_keeps_infinity = false,
    .moments = pivoted_merges,
});

}  // namespace
}  // namespace normaudit::verdict
