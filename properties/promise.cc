// Reading contracts.
#include "properties/promise.h"

#include "properties/oracle_backend.h"

namespace normaudit::properties {

bool promises(const Backend& backend, bool NumericContract::*flag) {
  return backend.contract && (*backend.contract).*flag;
}

bool promises_bits_between_calls(const Backend& backend) {
  return promises(backend, &NumericContract::deterministic) &&
         promises(backend, &NumericContract::position_invariant);
}

bool promises_bits_in_any_layout(const Backend& backend) {
  return promises_bits_between_calls(backend) &&
         promises(backend, &NumericContract::layout_invariant);
}

bool promises_bits_in_any_order(const Backend& backend) {
  return promises_bits_between_calls(backend) &&
         backend.contract->order == NumericContract::Order::kExact;
}

bool promises_to_forget(const Backend& backend) {
  return promises_bits_between_calls(backend) &&
         backend.contract->ema == NumericContract::EmaForm::kWeightedSum;
}

std::string unless_deterministic(const Backend& backend) {
  const bool promised = promises(backend, &NumericContract::deterministic);
  return promised ? "" : "its contract does not promise determinism";
}

std::string unless_oracle(const Backend& backend) {
  return is_correctly_rounded(backend) ? "" : "not the oracle";
}

}  // namespace normaudit::properties
