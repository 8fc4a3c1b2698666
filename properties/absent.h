#pragma once
// An array that may be absent, and the number it then stands for.

#include "properties/law.h"

namespace normaudit::properties {

struct Absent {
  Role role = Role::kWeight;
  bool Problem::*present = &Problem::has_weight;
  double value = 1;  ///< what its absence means
};

/// Makes the array absent; explicit values of it are dropped.
void leave_out(Problem& problem, const Absent& absent);

/// Every output without the array, beside the same with an array of the one number.
Finding compare_with_filled(const Trial& trial, const Absent& absent);

}  // namespace normaudit::properties
