#pragma once
// Explicit numbers for a tiny problem's arrays: what no hazard's formula would give.

#include "core/problem.h"

namespace normaudit::properties {

/// Writes out arrays of at most 16 numbers: each array holds any finite numbers, any numbers at
/// all, or the neighbours of one. Only inside rc::gen::exec, and there the last choice: how many
/// numbers it draws depends on the problem.
void write_out(Problem& problem);

}  // namespace normaudit::properties
