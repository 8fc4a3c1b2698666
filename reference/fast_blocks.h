#pragma once
// Consecutive elements of one group as one array of float or double, and back, whatever the layout
// and the format in memory.

#include <cstdint>

#include "core/operator.h"
#include "core/tensor.h"

namespace normaudit::reference {

/// Elements of a group with one channel: position p is sample p / spatial of the group at place p %
/// spatial.
struct Span {
  Group group;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Longest span gathered at once.
inline constexpr std::int64_t kBlock = 4096;

/// How many elements from `first` on, before `last`, make a good block: at most kBlock, and where
/// long runs are contiguous in memory no more than the run, so that nothing is copied.
std::int64_t block_count(const Tensor& tensor, const Span& rest);

/// The numbers of a span, in place where they already lie so, else in `buffer` (kBlock of them).
/// T is float, for formats not wider than it, or double.
template <class T>
const T* gather(const Tensor& tensor, const Span& span, T* buffer);

/// Where answers for a span can be written at once: in the tensor (of doubles) where they lie
/// consecutively, else null.
double* in_place(Tensor& tensor, const Span& span);

/// Writes a block of answers to their places.
void scatter(const double* answers, Tensor& tensor, const Span& span);

}  // namespace normaudit::reference
