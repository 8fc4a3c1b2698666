#pragma once
// The same numbers elsewhere: inputs rearranged, and inputs in another layout or rank.

#include <cstdint>
#include <vector>

#include "core/problem.h"
#include "core/random.h"

namespace normaudit::properties {

/// Where each element moves, by flat logical index; empty where every element stays.
using Permutation = std::vector<std::int64_t>;

inline std::int64_t moved(const Permutation& where, std::int64_t index) {
  return where.empty() ? index : where[static_cast<std::size_t>(index)];
}

/// Any order of 0, 1, ..., count - 1, all equally likely (Fisher and Yates).
Permutation any_permutation(Philox& words, std::int64_t count);

/// One permutation for each kind of array.
struct Rearrangement {
  Permutation data;
  Permutation parameters;
  Permutation statistics;

  const Permutation& of(Role role) const;
};

/// Arrays of the same shapes and layouts in which every element has moved.
Tensors rearranged(const Tensors& inputs, const Rearrangement& rearrangement);

/// True where every array has the same bits in both: nothing was changed.
bool same_inputs(const Tensors& a, const Tensors& b);

/// The same numbers in the arrays of a problem with another layout, or another rank of equally many
/// places.
Tensors laid_out(const Problem& problem, const Tensors& inputs);

/// The channel that an element of an array belongs to, where no group has more than one.
std::int64_t channel_of(const Problem& problem, Role role, std::int64_t index);

/// Strides in any order of the dimensions, with gaps, behind an offset.
Layout any_strides(Philox& words, const Shape& shape);

/// Spatial extents of another rank with as many places.
Shape any_rank(Philox& words, const Shape& shape);

}  // namespace normaudit::properties
