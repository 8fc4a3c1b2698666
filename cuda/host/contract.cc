// The numeric contract of the kernels about a pivot.
#include "cuda/host/contract.h"

#include "cuda/kernels/slices.h"

namespace normaudit::cuda {

NumericContract pivoted_contract() {
  return {
      .algorithm = "pivoted_merges",
      .order = NumericContract::Order::kAny,
      .block = kTile,
      .merges = 24,
      .numbers_per_merge = 1 << 14,
      .normalization = NumericContract::Normalization::kPivoted,
      .layout_invariant = false,  // planes and columns are dealt out differently
      // The pivot is the channel's number, and every deviation is 0.
      .exact_on_constant_channels = true,
      .in_place_safe = true,
  };
}

}  // namespace normaudit::cuda
