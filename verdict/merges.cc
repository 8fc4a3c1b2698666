// Trees of merges. A merge's exact mean error is the weighted mean of its parts', which no norm
// grows by, plus the merge's own roundings; and sum over the merges of (nA*nB/n)*d^2 is what the
// leaves leave of n*variance.
#include "verdict/merges.h"

#include <algorithm>
#include <cmath>

namespace normaudit::verdict {

MergeRoundings merge_roundings(const Setting& setting) {
  const bool counts_are_exact =
      static_cast<double>(setting.condition.n) <= 1 / setting.sums.unit().value();
  return counts_are_exact ? MergeRoundings{} : MergeRoundings{.of_step = 5, .of_square = 9};
}

Up imbalance() { return root(Up(2.0)); }

std::int64_t merges_above_a_leaf(const NumericContract& contract, std::int64_t n) {
  const std::int64_t shared = std::max<std::int64_t>(contract.numbers_per_merge, 1);
  const std::int64_t in_sequence = n / shared + (n % shared != 0 ? 1 : 0);
  return std::max<std::int64_t>(std::min(contract.merges + in_sequence, n - 1), 0);
}

std::int64_t additions_above_a_number(const NumericContract& contract, std::int64_t n) {
  const std::int64_t in_leaf = std::max<std::int64_t>(contract.block, 1) - 1;
  return std::max<std::int64_t>(std::min(in_leaf + merges_above_a_leaf(contract, n), n - 1), 0);
}

Up lost_per_level(const Arithmetic& a) { return a.tiny() + Up(6.0) * a.tiny_of_sum(); }

MeanErrors merged_means(const Setting& setting, const Leaves& leaves, std::int64_t depth) {
  if (depth == 0) return {leaves.error, leaves.error, leaves.largest_error};
  const Arithmetic& a = setting.sums;
  const Up h = static_cast<double>(depth);
  const Up u = a.unit();
  const Up lost = lost_per_level(a);
  const Up step = a.gamma(merge_roundings(setting).of_step);
  const Up growth = step * imbalance() + u;
  // On one level sum n*(nB/n*d)^2 is at most nB/nA times sum (nA*nB/n)*d^2.
  const Up before = leaves.error + step * imbalance() * root(h) * setting.condition.sigma();

  MeanErrors result;
  result.root_mean_square = divide_by_lower(before + h * (u * leaves.root_mean_square + lost),
                                            minus_down(1.0, h * growth));
  const Up sums_of_means = leaves.mean + static_cast<double>(depth - 1) * leaves.mean_magnitude;
  result.root = smaller(result.root_mean_square,
                        before + h * (growth * result.root_mean_square + lost) + u * sums_of_means);
  result.largest =
      divide_by_lower(leaves.largest_error + h * (step * leaves.spread + u * leaves.largest + lost),
                      minus_down(1.0, h * (Up(2.0) * step + u)));
  return result;
}

Estimate merged_variance(const Setting& setting, const SquaresOfMerges& merges) {
  const reference::Condition& c = setting.condition;
  const Up n = static_cast<double>(c.n);
  const Up squares = n * (Up(c.variance.high) + merges.shift);
  const Up growth = setting.sums.gamma(merge_roundings(setting).of_square);
  const Up lost = squares.value() == 0 ? Up(0.0) : merges.lost;
  const Estimate sum = setting.sums.total({.magnitude = n * c.variance.high,
                                           .error = n * merges.shift + growth * squares + lost,
                                           .reach = (Up(1.0) + growth) * squares + lost,
                                           .count = merges.count,
                                           .depth = merges.depth});
  Estimate variance = setting.sums.divide_by_count(sum, c.n);
  variance.magnitude = c.variance.high;
  return variance;
}

bool weights_may_underflow(const Setting& setting) {
  const double least = std::ldexp(1.0, format_of(setting.sums.dtype()).min_exponent);
  return static_cast<double>(setting.condition.n) * least > 1;
}

}  // namespace normaudit::verdict
