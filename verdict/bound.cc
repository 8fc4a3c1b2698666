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
    return {.mean = Arithmetic::exact(c.centre_magnitude),
            .variance = {},
            .pair = std::nullopt,
            .normalized_cap = 0.0};
  }
  return bound.moments(setting);
}

}  // namespace normaudit::verdict
