#pragma once
// What a backend's contract promises, as laws ask it; without a contract, nothing.

#include <string>

#include "core/backend.h"

namespace normaudit::properties {

bool promises(const Backend& backend, bool NumericContract::*flag);

/// Two different calls that make an output of the same numbers give it the same bits, wherever
/// these lie and whatever else is asked: deterministic, and position_invariant.
bool promises_bits_between_calls(const Backend& backend);

/// The same, and whichever of channels and places are neighbours.
bool promises_bits_in_any_layout(const Backend& backend);

/// As between calls, and the order in which a group's numbers come does not show either.
bool promises_bits_in_any_order(const Backend& backend);

/// As between calls, and a running statistic that is replaced leaves no trace: (1 - 1)*start is a
/// zero, and adding it changes no number.
bool promises_to_forget(const Backend& backend);

/// Reasons why a law does not fit a backend; empty where it does.
std::string unless_deterministic(const Backend& backend);
std::string unless_oracle(const Backend& backend);

}  // namespace normaudit::properties
