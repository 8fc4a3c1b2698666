#pragma once
// A data tensor whose channels are runs of consecutive numbers, one run (a plane) per sample: NCHW,
// and every slice of it. Number j of a channel is place j % plane of sample j / plane.

#include <cstdint>
#include <type_traits>

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
  /// Bytes that can be accessed at once: every such piece of a plane is aligned, and none crosses a
  /// plane's end. 16, or 8 for numbers of 16 bits, or 0: one number at a time.
  int access = 0;

  __device__ __forceinline__ bool packed() const { return access == 16; }

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

/// The tile's numbers kBytes at a time, as they are stored. All loads are issued before the first
/// number is needed: nothing is converted in between.
template <Reuse kReuse, class Raw, class S, int kWidth>
__device__ __forceinline__ void load_pieces(const Planes<const S>& planes,
                                            const TilePlace<S, kWidth>& tile,
                                            NumberOf<S> (&numbers)[kTile]) {
  constexpr int kAtOnce = static_cast<int>(sizeof(Raw) / sizeof(S));
  Raw raw[kTile / kAtOnce] = {};
  NORMAUDIT_UNROLL
  for (int i = 0; i < kTile / kAtOnce; ++i) {
    const std::int64_t number = tile.piece(i * kAtOnce / kWidth) + i * kAtOnce % kWidth;
    if (number < tile.end) {
      raw[i] = load_raw<kReuse, Raw>(planes.at(tile.channel, number));
    }
  }
  NORMAUDIT_UNROLL
  for (int i = 0; i < kTile / kAtOnce; ++i) widen_raw<S>(raw[i], numbers + i * kAtOnce);
}

/// Numbers past the end are anything.
template <Reuse kReuse, class S, int kWidth>
__device__ __forceinline__ void load_tile(const Planes<const S>& planes,
                                          const TilePlace<S, kWidth>& tile,
                                          NumberOf<S> (&numbers)[kTile]) {
  if constexpr (kWidth == kPack<S>) {
    if (planes.access == 16) return load_pieces<kReuse, uint4>(planes, tile, numbers);
  }
  if constexpr (sizeof(S) == 2 && kWidth > 1) {
    if (planes.access == 8) return load_pieces<kReuse, uint2>(planes, tile, numbers);
  }
  load_pieces<Reuse::kSoon, S>(planes, tile, numbers);
}

template <class S, int kWidth>
__device__ __forceinline__ void store_tile(const Planes<S>& planes,
                                           const TilePlace<S, kWidth>& tile,
                                           const NumberOf<S> (&numbers)[kTile]) {
  if constexpr (kWidth > 1) {
    using Raw = std::conditional_t<kWidth == kPack<S>, uint4, uint2>;
    NORMAUDIT_UNROLL
    for (int k = 0; k < tile.kPieces; ++k) {
      if (tile.piece(k) < tile.end) {
        store_raw<Raw>(planes.at(tile.channel, tile.piece(k)), numbers + k * kWidth);
      }
    }
  } else {
    NORMAUDIT_UNROLL
    for (int i = 0; i < kTile; ++i) {
      const std::int64_t number = tile.piece(i);
      if (number < tile.end) *planes.at(tile.channel, number) = narrow<S>(numbers[i]);
    }
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
