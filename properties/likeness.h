#pragma once
// Two runs whose exact answers are the same numbers, compared bit by bit or within both bounds.

#include "properties/finding.h"
#include "properties/observation.h"
#include "properties/transform.h"

namespace normaudit::properties {

struct Pair {
  const Observation& before;
  const Observation& after;
};

struct Likeness {
  Role role;
  /// Element i before is element moved(where, i) after.
  Permutation where;
  /// Equal bits are promised (any NaN for a NaN: IEEE 754 leaves its sign and payload open).
  bool bitwise;
};

/// One element of the two runs: equal bits, or balls of exact answers that touch.
struct Twins {
  Role role;
  std::int64_t before;
  std::int64_t after;
};

void same_bits_or_nan(Checks& checks, const Pair& pair, const Twins& twins);
/// The same for every element of two arrays.
void same_bits_or_nan(Checks& checks, const Tensor& a, const Tensor& b, Role role);
void same_within_bounds(Checks& checks, const Pair& pair, const Twins& twins);

/// Equal bits where the contract promises them between two calls, within both bounds elsewhere.
void same_as_promised(Checks& checks, const Pair& pair, const Twins& twins);

/// Every element of the output: the same number (two zeros are one) where the contract promises
/// bits between two calls, within both bounds elsewhere.
void same_numbers(Checks& checks, const Pair& pair, Role role);

/// Every element of the output.
void alike(Checks& checks, const Pair& pair, const Likeness& likeness);

}  // namespace normaudit::properties
