#pragma once
// What the kernels that take moments about a pivot promise, whatever their schedule.

#include "core/contract.h"

namespace normaudit::cuda {

/// A number is under at most merges + n/numbers_per_merge merges. Planes: 5 of lanes, 3 of warps, 7
/// of a lane's slices, 5 of lanes; a thread has one more tile where slices are of 2^20 numbers.
/// Columns: 5 of rows, 7 of a row's slices, 5 of rows; one more tile for every 2^16 rows forward,
/// 2^15 backward.
NumericContract pivoted_contract();

}  // namespace normaudit::cuda
