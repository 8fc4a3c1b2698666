#pragma once
// Sums of two stages: leaves of a few numbers are added in the format of the operations, and their
// sums in the accumulator. docs/bounds.md, section 4.15.

#include <cstdint>

#include "verdict/bound.h"

namespace normaudit::verdict {

/// What the sums above the leaves, and what follows from them, are computed in: float64 where the
/// contract keeps sums there.
Arithmetic accumulator_of(const Setting& setting);

/// Whether a contract's leaves are narrower than its accumulator, or would be were the data.
bool has_leaves(const NumericContract& contract);

/// The most additions that a number passes through in a leaf of a group of n numbers.
std::int64_t additions_in_leaf(const NumericContract& contract, std::int64_t n);

/// The sum in the accumulator; `depth` is the contract's, whatever the terms say. `largest` is that
/// of any |c_i|: no leaf may overflow.
Estimate total_of_leaves(const Setting& setting, const Terms& terms, Up largest);

}  // namespace normaudit::verdict
