// Leaf sums: (1 + u)^t - 1 of the sum of absolute values, t additions in a leaf.
#include "verdict/leaves.h"

#include <algorithm>
#include <bit>

#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

std::int64_t numbers_in_leaf(const NumericContract& contract, std::int64_t n) {
  return std::clamp<std::int64_t>(contract.block, 1, std::max<std::int64_t>(n, 1));
}

}  // namespace

Arithmetic accumulator_of(const Setting& setting) {
  if (setting.contract.accumulator == NumericContract::Accumulator::kData) return setting.sums;
  return Arithmetic({
      .dtype = Dtype::kFloat64,
      .flushes_subnormals = setting.contract.flushes_subnormals,
      .wide_range = setting.contract.range == NumericContract::Range::kWide,
  });
}

bool has_leaves(const NumericContract& contract) {
  return contract.accumulator == NumericContract::Accumulator::kFloat64 && contract.block > 1;
}

// A tree, and one addition more for a leaf that is not quite one.
std::int64_t additions_in_leaf(const NumericContract& contract, std::int64_t n) {
  const std::int64_t numbers = numbers_in_leaf(contract, n);
  const auto levels =
      static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(numbers - 1)));
  return std::min(levels + 1, numbers - 1);
}

Estimate total_of_leaves(const Setting& setting, const Terms& terms, Up largest) {
  const Arithmetic& a = setting.elements;
  const auto numbers = static_cast<double>(numbers_in_leaf(setting.contract, terms.count));
  const Up growth = a.gamma(static_cast<double>(additions_in_leaf(setting.contract, terms.count)));
  const Up in_leaf = (Up(1.0) + growth) * smaller(terms.reach, Up(numbers) * largest);
  if (!(in_leaf <= a.largest())) return {terms.magnitude, kInfinity};
  const Up flushed = Up(static_cast<double>(terms.count)) * Up(3.0) * a.tiny_of_sum();
  const Up lost = growth * terms.reach + (Up(1.0) + growth) * flushed;
  return accumulator_of(setting).total({
      .magnitude = terms.magnitude,
      .error = terms.error + lost,
      .reach = terms.reach + lost,
      .count = terms.count,
      .depth = merges_above_a_leaf(setting.contract, terms.count),
  });
}

}  // namespace normaudit::verdict
