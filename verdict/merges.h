#pragma once
// What the classes share that merge means and M2 in a tree of any shape: the errors of the parts'
// means, and the sum of squares that the merges add up. docs/bounds.md, section 4.12. Chan, Golub,
// LeVeque, COMPSTAT 1982, eq. (2.1).

#include <cstdint>

#include "verdict/bound.h"

namespace normaudit::verdict {

/// The numbers whose means are merged (all magnitudes), and what the leaves' means are off by.
struct Leaves {
  Up mean;
  Up mean_magnitude;  ///< of |number|
  Up root_mean_square;
  Up largest;
  Up spread;       ///< the largest less the least
  Up error = 0.0;  ///< root mean square over the numbers
  Up largest_error = 0.0;
};

/// Of the means of the parts, over the n numbers, each with the error of the part it is in.
struct MeanErrors {
  Up root;
  Up root_mean_square;  ///< on every level
  Up largest;           ///< of any part
};

/// Roundings of d*w, and of d^2*(n_A*w): more where the counts themselves must be rounded first.
struct MergeRoundings {
  int of_step = 3;
  int of_square = 6;
};

MergeRoundings merge_roundings(const Setting& setting);

/// sqrt(n_B/n_A) of any merge at most.
Up imbalance();

/// The largest number of merges above a leaf that the contract allows in a group of n numbers.
std::int64_t merges_above_a_leaf(const NumericContract& contract, std::int64_t n);

/// The largest number of additions that a number passes through in backward's trees.
std::int64_t additions_above_a_number(const NumericContract& contract, std::int64_t n);

/// What one level may lose of a mean to underflow.
Up lost_per_level(const Arithmetic& arithmetic);

MeanErrors merged_means(const Setting& setting, const Leaves& leaves, std::int64_t depth);

/// The sum of squares whose n-th part is the variance.
struct SquaresOfMerges {
  Up shift;  ///< the exact squares of the computed differences exceed n*variance by n times this
  Up lost;   ///< to underflow
  std::int64_t count = 0;
  std::int64_t depth = 0;  ///< additions above any term
};

Estimate merged_variance(const Setting& setting, const SquaresOfMerges& squares);

/// Whether 1/n may underflow or n overflow, so that no weight n_B/n can be relied on.
bool weights_may_underflow(const Setting& setting);

}  // namespace normaudit::verdict
