#pragma once
// Which loops to run: the instruction sets this machine has, and a check that its floating-point
// environment is the one every proof assumes.

#include "reference/fast.h"
#include "reference/fast_loops.h"

namespace normaudit::reference {

/// Throws std::invalid_argument where this machine lacks the instruction set.
const Loops& loops_of(Isa isa);

/// Throws std::runtime_error unless doubles are rounded to nearest, subnormals are kept, and
/// error-free sums and products come out as known.
void require_strict_arithmetic();

}  // namespace normaudit::reference
