#pragma once
// A data tensor whose channels are neighbours in memory, a row of them per place: NHWC, N x C, and
// every strided form of them. Number j of a channel is place j % places of sample j / places.

#include <cstdint>

#include "cuda/kernels/divider.h"
#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
struct Columns {
  S* data = nullptr;
  std::int64_t batch_stride = 0;
  std::int64_t place_stride = 0;
  Divider places = {};
  /// Every row is whole packs, aligned to 16 bytes.
  bool packed = false;

  __device__ __forceinline__ S* at(std::int64_t channel, std::int64_t number) const {
    const std::int64_t sample = places(number);
    return data + sample * batch_stride + (number - sample * places.divisor()) * place_stride +
           channel;
  }
};

/// What one thread loads or stores at once: a number of each of its kWidth channels. A pack of
/// short numbers stays packed until they are used: widened, it would fill four times the registers.
template <class S, int kWidth = kPack<S>>
struct RowPiece {
  uint4 raw;

  // Never __ldg: in place, the kernel itself may write here later.
  template <Reuse kReuse>
  static __device__ __forceinline__ RowPiece load(const S* from) {
    const auto* place = reinterpret_cast<const uint4*>(from);
    return {kReuse == Reuse::kSoon ? __ldcg(place) : __ldcs(place)};
  }
  static __device__ __forceinline__ RowPiece of(const S (&numbers)[kWidth]) {
    RowPiece piece;
    memcpy(&piece.raw, numbers, sizeof piece.raw);
    return piece;
  }

  __device__ __forceinline__ S number(int i) const {
    S numbers[kWidth];
    memcpy(static_cast<void*>(numbers), &raw, sizeof raw);
    return numbers[i];
  }
  __device__ __forceinline__ void store(S* to) const { __stcs(reinterpret_cast<uint4*>(to), raw); }
};

template <class S>
struct RowPiece<S, 1> {
  S raw;

  template <Reuse kReuse>
  static __device__ __forceinline__ RowPiece load(const S* from) {
    return {kReuse == Reuse::kSoon ? __ldcg(from) : __ldcs(from)};
  }
  static __device__ __forceinline__ RowPiece of(const S (&numbers)[1]) { return {numbers[0]}; }

  __device__ __forceinline__ S number(int) const { return raw; }
  __device__ __forceinline__ void store(S* to) const { __stcs(to, raw); }
};

/// The parts of neighbouring channels, which have as many numbers each. Said outright where they
/// are counted: what merge() finds from counts alone, a division among it, is then found once for
/// all.
template <int kWidth, class Part>
__device__ __forceinline__ void merge_each(Part (&into)[kWidth], Part (&from)[kWidth]) {
  if constexpr (requires { from[0].count; }) {
    if (from[0].count == 0) return;
    const bool first = into[0].count == 0;
    NORMAUDIT_UNROLL
    for (int c = 0; c < kWidth; ++c) {
      into[c].count = into[0].count;
      from[c].count = from[0].count;
      if (first) into[c] = from[c];
    }
    if (first) return;
  }
  NORMAUDIT_UNROLL
  for (int c = 0; c < kWidth; ++c) into[c] = merge(into[c], from[c]);
}

/// The columns of a block: blockDim.x threads side by side, each with kWidth neighbouring channels.
template <int kWidth>
struct ColumnTile {
  std::int64_t first = 0;     ///< channel
  std::int64_t channels = 0;  ///< of the tensor

  __device__ __forceinline__ std::int64_t own() const {
    return first + static_cast<std::int64_t>(threadIdx.x) * kWidth;
  }
  __device__ __forceinline__ bool active() const { return own() < channels; }

  /// visit(i, channel) for every channel of the tile, by one thread of the block each.
  template <class Visit>
  __device__ __forceinline__ void each(Visit visit) const {
    const int width = static_cast<int>(blockDim.x) * kWidth;
    const int threads = static_cast<int>(blockDim.x * blockDim.y);
    for (int i = static_cast<int>(threadIdx.y * blockDim.x + threadIdx.x); i < width;
         i += threads) {
      if (first + i < channels) visit(i, first + i);
    }
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
