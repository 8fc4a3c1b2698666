#pragma once
// A pass that computes nothing but how the kernels deal out a channel's numbers: which of them
// meet in a merge, how many merges are above each, and whether every number takes part.

#include <algorithm>
#include <cstdint>

#include "tests/cuda/hand_calls.h"

namespace normaudit::cuda::simt {

/// Of some numbers: how many, their sum (exact: they are integers), the most merges above one of
/// them, and whether every merge had nB <= 2*nA.
struct Dealt {
  std::int64_t count;
  double sum;
  std::int64_t merges;
  std::int64_t lopsided;

  static Dealt none() { return {0, 0, 0, 0}; }
};

inline Dealt merge(const Dealt& a, const Dealt& b) {
  if (b.count == 0) return a;
  if (a.count == 0) return b;
  return {a.count + b.count, a.sum + b.sum, std::max(a.merges, b.merges) + 1,
          a.lopsided + b.lopsided + (b.count > 2 * a.count ? 1 : 0)};
}

inline Dealt shuffle_down(const Dealt& value, unsigned offset) {
  constexpr unsigned kAll = 0xffffffffU;
  return {__shfl_down_sync(kAll, value.count, offset), __shfl_down_sync(kAll, value.sum, offset),
          __shfl_down_sync(kAll, value.merges, offset),
          __shfl_down_sync(kAll, value.lopsided, offset)};
}

/// Numbers are doubles, so a pack holds two; kCounted inputs, as forward has one and backward two.
template <class S, int kCounted = 1>
struct Counting {
  using Stored = S;
  using Number = NumberOf<S>;
  using Part = Dealt;
  static constexpr int kInputs = kCounted;
  struct Origin {};
  using Channel = Dealt;

  Dealt* found = nullptr;  ///< by channel

  template <class At>
  Origin origin(std::int64_t, std::int64_t, At) const {
    return {};
  }
  template <int kCount>
  Dealt part_of(const Number (&numbers)[kInputs][kCount], int valid, const Origin&) const {
    Dealt dealt{valid, 0, 0, 0};
    for (int i = 0; i < valid; ++i) dealt.sum += static_cast<double>(numbers[0][i]);
    return dealt;
  }
  Dealt finish(std::int64_t channel, const Dealt& part, const Origin&, bool writes) const {
    if (writes) found[channel] = part;
    return part;
  }
  /// Whether the output was computed from this number, once: it is negated in place.
  Number value(const Number (&numbers)[kInputs], const Dealt&) const { return -numbers[0]; }
};

}  // namespace normaudit::cuda::simt
