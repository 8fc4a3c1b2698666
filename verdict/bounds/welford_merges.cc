// welford_merges: d = x - mean, mean += d/k, M2 += d*(x - mean) over the numbers of each of many
// parts, which are then merged as in pivoted_merges, about 0. A step is a merge with one number.
// docs/bounds.md, section 4.14. Welford, Technometrics 4(3), 1962.
#include <algorithm>
#include <cmath>

#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

// sqrt(sum over Welford's steps of local^2/(1 - 1/k)) beside sqrt(n), local the roundings of one
// step's mean: step k is on level k - 1 of every part, and weighs 1/k there.
Up local_errors(const Setting& setting, const Leaves& leaves, const MeanErrors& mean, Up depth) {
  const Arithmetic& a = setting.sums;
  const Up step = a.gamma(merge_roundings(setting).of_step) * imbalance();
  const Up each = step * mean.root_mean_square +
                  a.unit() * (leaves.root_mean_square + mean.root_mean_square) + lost_per_level(a) +
                  Up(6.0) * a.tiny_of_sum();
  const Up harmonic = Up(1.0) + (std::log(depth.value()) + 0x1p-40);
  return step * setting.condition.sigma() + each * root(harmonic);
}

MomentErrors welford_merges(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.n == 1) return result;
  const auto count = static_cast<double>(c.n);
  const Up n = count;
  const Leaves numbers{.mean = c.centre_magnitude,
                       .mean_magnitude = divide_by_lower(c.sum_abs_x, count),
                       .root_mean_square = root(divide_by_lower(c.sum_squares, count)),
                       .largest = c.max_abs_x,
                       .spread = Up(2.0) * smaller(c.max_abs_x, c.max_abs_deviation)};
  const std::int64_t depth = merges_above_a_leaf(setting.contract, c.n);
  const MeanErrors mean = merged_means(setting, numbers, depth);
  const Up reach = numbers.spread + Up(2.0) * mean.largest;  // of every difference
  const bool overflows =
      !(larger(a.grow(3) * reach * reach, numbers.largest + mean.largest) <= a.largest());
  if (overflows || weights_may_underflow(setting)) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  result.mean.error = mean.root;

  const Up levels = static_cast<double>(depth);
  const Up error = mean.root_mean_square + Up(1.5) * a.tiny_of_sum() * root(levels);
  const Up sigma = c.sigma();
  const Up of_steps = (sigma + error) * local_errors(setting, numbers, mean, levels);
  const Up weights = Up(0.5 * std::log2(count) + 0x1p-40);
  const Up growth = Up(1.0) + a.gamma(merge_roundings(setting).of_square);
  const Up lost =
      n * (a.lost_per_product(reach) + a.tiny() * growth * weights + Up(6.0) * a.tiny_of_sum());
  // A step adds once, a merge of two parts twice.
  const std::int64_t steps = depth - std::min(depth, setting.contract.merges);
  result.variance = merged_variance(setting, {.shift = error * (Up(2.0) * sigma + error) + of_steps,
                                              .lost = lost,
                                              .count = c.n - 1,
                                              .depth = 2 * depth - steps});
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "welford_merges",
    .sentence = "Welford in parts, merged in a tree; h = its depth and their length: h*kappa*u",
    .rank = std::nullopt,
    .mean_keeps_infinity = false,
    .moments = welford_merges,
});

}  // namespace
}  // namespace normaudit::verdict
