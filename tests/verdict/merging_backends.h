#pragma once
// Backends made from the scalar model of merging.h, each with the contract that its own tree keeps.

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include "core/backend.h"
#include "tests/verdict/merging.h"

namespace normaudit::verdict {

/// What is true of the shape for every n; for kRagged and kRandom nothing is.
inline NumericContract contract_of(const Merging& merging) {
  NumericContract contract{
      .algorithm = merging.welford ? "welford_merges" : "pivoted_merges",
      .order = NumericContract::Order::kAny,
      .block = merging.block,
      .normalization = merging.welford ? NumericContract::Normalization::kCentred
                                       : NumericContract::Normalization::kPivoted,
      .exact_on_constant_channels = true,
  };
  if (merging.shape == Shape::kLanes) {
    contract.merges = std::countr_zero(static_cast<std::uint64_t>(merging.lanes));
    contract.numbers_per_merge = merging.lanes * merging.block;
  }
  if (merging.shape == Shape::kChain) contract.numbers_per_merge = merging.block;
  return contract;
}

/// The same for groups of n numbers alone, from their tree's depth.
inline NumericContract contract_of(const Merging& merging, std::int64_t n) {
  NumericContract contract = contract_of(merging);
  if (merging.welford) return contract;  // knows steps from merges
  contract.merges = std::max<std::int64_t>(depth_of(merging, n) - 1, 0);
  contract.numbers_per_merge = std::numeric_limits<std::int64_t>::max();  // one in all
  return contract;
}

template <Merging kMerging>
Backend merging_backend(const std::string& name, const NumericContract& contract) {
  return {.name = name,
          .sentence = "the scalar model of means and M2 merged in a tree",
          .source = "docs/bounds.md, sections 4.12 to 4.14",
          .contract = contract,
          .supports = textbook_supports,
          .run = run_textbook<Merges<kMerging>>};
}

}  // namespace normaudit::verdict
