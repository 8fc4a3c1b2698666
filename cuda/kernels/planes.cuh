#pragma once
// A data tensor whose channels are runs of consecutive numbers, one run (a plane) per sample: NCHW,
// and every slice of it. Number j of a channel is place j % plane of sample j / plane.

#include <cstdint>

#include "cuda/kernels/divider.h"
#include "cuda/kernels/slices.h"
#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
struct Planes {
  S* data = nullptr;
  std::int64_t batch_stride = 0;
  std::int64_t channel_stride = 0;
  Divider plane;
  /// Every pack of a plane is aligned to 16 bytes, and no pack crosses a plane's end.
  bool packed = false;

  __device__ __forceinline__ S* at(std::int64_t channel, std::int64_t number) const {
    const std::int64_t sample = plane(number);
    return data + sample * batch_stride + channel * channel_stride +
           (number - sample * plane.divisor());
  }
};

/// A thread's part of a slice: pieces of kWidth numbers, `threads` pieces apart, so that neighbours
/// in a warp touch neighbouring pieces. Which numbers are reduced together is a matter of packs,
/// whatever the alignment; what is done to each number alone may be dealt out singly.
template <class S, int kWidth = kPack<S>>
struct TilePlace {
  std::int64_t channel = 0;
  std::int64_t first = 0;  ///< number the tile starts at
  std::int64_t end = 0;    ///< of the slice
  int threads = 32;

  static constexpr int kPieces = kTile / kWidth;

  __device__ __forceinline__ std::int64_t piece(int k) const {
    return first + static_cast<std::int64_t>(k) * threads * kWidth;
  }
  /// How many of the tile's numbers there are; those are the first ones.
  __device__ __forceinline__ int valid() const {
    int count = 0;
    NORMAUDIT_UNROLL
    for (int k = 0; k < kPieces; ++k) {
      const std::int64_t left = end - piece(k);
      count += left >= kWidth ? kWidth : left > 0 ? static_cast<int>(left) : 0;
    }
    return count;
  }
};

/// Numbers past the end are left as they are.
template <Reuse kReuse, class S, int kWidth>
__device__ __forceinline__ void load_tile(const Planes<const S>& planes,
                                          const TilePlace<S, kWidth>& tile,
                                          NumberOf<S> (&numbers)[kTile]) {
  if (kWidth > 1 && planes.packed) {
    NORMAUDIT_UNROLL
    for (int k = 0; k < tile.kPieces; ++k) {
      if (tile.piece(k) < tile.end) {
        load_pack<kReuse>(planes.at(tile.channel, tile.piece(k)), numbers + k * kWidth);
      }
    }
    return;
  }
  NORMAUDIT_UNROLL
  for (int i = 0; i < kTile; ++i) {
    const std::int64_t number = tile.piece(i / kWidth) + i % kWidth;
    if (number < tile.end) numbers[i] = widen(*planes.at(tile.channel, number));
  }
}

template <class S, int kWidth>
__device__ __forceinline__ void store_tile(const Planes<S>& planes,
                                           const TilePlace<S, kWidth>& tile,
                                           const NumberOf<S> (&numbers)[kTile]) {
  if (kWidth > 1 && planes.packed) {
    NORMAUDIT_UNROLL
    for (int k = 0; k < tile.kPieces; ++k) {
      if (tile.piece(k) < tile.end) {
        store_pack(planes.at(tile.channel, tile.piece(k)), numbers + k * kWidth);
      }
    }
    return;
  }
  NORMAUDIT_UNROLL
  for (int i = 0; i < kTile; ++i) {
    const std::int64_t number = tile.piece(i / kWidth) + i % kWidth;
    if (number < tile.end) *planes.at(tile.channel, number) = narrow<S>(numbers[i]);
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
