// Lookup of algorithm classes, and what they share.
#include "verdict/bound.h"

namespace normaudit::verdict {
namespace {

Arithmetic arithmetic_of(const NumericContract& contract, Dtype dtype, bool of_sums) {
  return Arithmetic({
      .dtype = dtype,
      .flushes_subnormals = contract.flushes_subnormals,
      .wide_accumulator = of_sums && contract.accumulator == NumericContract::Accumulator::kFloat64,
      .wide_range = of_sums && contract.range == NumericContract::Range::kWide,
  });
}

}  // namespace

Setting::Setting(const reference::Condition& group_condition,
                 const NumericContract& numeric_contract, Dtype dtype)
    : condition(group_condition),
      contract(numeric_contract),
      elements(arithmetic_of(numeric_contract, dtype, false)),
      sums(arithmetic_of(numeric_contract, dtype, true)) {}

const Bound& find_bound(std::string_view algorithm) {
  return find_or_refuse<Bound>("contract", algorithm);
}

MomentErrors moments_of(const Bound& bound, const Setting& setting) {
  const reference::Condition& c = setting.condition;
  if (c.constant && setting.contract.exact_on_constant_channels) {
    return {.mean = Arithmetic::exact(c.centre_magnitude), .variance = {}, .normalized_cap = 0.0};
  }
  return bound.moments(setting);
}

Estimate mean_of_squares(const Setting& setting, Up shift, Up reach) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up n = static_cast<double>(c.n);
  const Up squares = n * (Up(c.variance.high) + shift);
  const Up lost = squares.value() == 0 ? Up(0.0) : n * a.lost_per_product(reach);
  const Up growth = a.gamma(3);  // >= (1 + u)^3 - 1
  const Estimate sum = setting.sums.total({
      .magnitude = n * c.variance.high,
      .error = n * shift + growth * squares + lost,
      .reach = (Up(1.0) + growth) * squares + lost,
      .count = c.n,
  });
  Estimate variance = setting.sums.divide_by_count(sum, c.n);
  variance.magnitude = c.variance.high;
  return variance;
}

Estimate recursive_mean(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Up count = static_cast<double>(c.n);
  const Estimate sum = setting.sums.total({
      .magnitude = count * c.centre_magnitude,
      .error = count * setting.sums.tiny_of_sum(),
      .reach = Up(c.sum_abs_x) + count * setting.sums.tiny_of_sum(),
      .count = c.n,
  });
  Estimate mean = setting.sums.divide_by_count(sum, c.n);
  mean.magnitude = c.centre_magnitude;
  return mean;
}

}  // namespace normaudit::verdict
