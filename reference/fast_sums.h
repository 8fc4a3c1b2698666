#pragma once
// The four exact sums of a group, and how single numbers and widely spread blocks join them. No
// inline functions: see fast_accumulator.h.

#include <cstddef>

#include "reference/fast_accumulator.h"

namespace normaudit::reference {

/// Consecutive elements of one group.
template <class T>
struct Block {
  const T* x;
  const T* dy;  ///< null in the forward passes
  std::size_t count;
};

/// S1, S2, Sd and Sxd of a group or of a part of it.
struct FastSums {
  Superaccumulator x;
  Superaccumulator xx;
  Superaccumulator dy;
  Superaccumulator xdy;
  bool finite;  ///< false once a number was not: then the sums mean nothing
};

void clear(FastSums& sums);
void merge(FastSums& into, const FastSums& from);

/// One element of a forward or of a backward pass.
void add_number(FastSums& sums, double x);
void add_numbers(FastSums& sums, double x, double dy);

/// Adds at most 2^15 numbers by exponent, one integer for each: the same time whatever the bits.
/// False where the format has too many exponents for that to be worth it; nothing is added then.
bool add_in_bins(FastSums& sums, const Block<float>& block);
bool add_in_bins(FastSums& sums, const Block<double>& block);

}  // namespace normaudit::reference
