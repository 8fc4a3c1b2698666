#pragma once
// A pass over planes, and what every schedule does with one slice of one channel: reduce it, put
// the slices' parts together, and compute its output.

#include "cuda/kernels/planes.cuh"
#include "cuda/kernels/reduce.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Pass>
struct PlanarCall {
  using S = typename Pass::Stored;
  using Number = typename Pass::Number;
  using Part = typename Pass::Part;
  using Origin = typename Pass::Origin;
  using Channel = typename Pass::Channel;

  Pass pass;
  Planes<const S> inputs[Pass::kInputs] = {};
  Planes<S> output = {};  ///< no data: not wanted
  Slices slices = {};
  std::int64_t channels = 0;
  // Of schedules that keep these in global memory:
  Part* parts = nullptr;      ///< channels x slices
  Origin* origins = nullptr;  ///< by channel: in place, x may be gone when it is needed again

  __device__ __forceinline__ Origin origin(std::int64_t channel) const {
    return pass.origin(channel, slices.numbers, [&](int input, std::int64_t number) {
      return widen(*inputs[input].at(channel, number));
    });
  }

  template <int kWidth>
  __device__ __forceinline__ TilePlace<S, kWidth> place(std::int64_t channel, std::int64_t slice,
                                                        std::int64_t tile) const {
    const auto threads = static_cast<std::int64_t>(blockDim.x);
    return {.channel = channel,
            .first = slice * slices.length() + tile * threads * kTile +
                     static_cast<std::int64_t>(threadIdx.x) * kWidth,
            .end = slices.end_of(slice),
            .threads = static_cast<int>(threads)};
  }

  /// Nearly all tiles are whole: without conditions, and with a division that is a product.
  __device__ __forceinline__ Part part_of(const Number (&numbers)[Pass::kInputs][kTile], int valid,
                                          const Origin& origin) const {
    return valid == kTile ? pass.part_of(numbers, kTile, origin)
                          : pass.part_of(numbers, valid, origin);
  }

  /// This thread's tiles of a slice, in order; blockDim.x == slices.threads.
  __device__ __forceinline__ Part reduce(std::int64_t channel, std::int64_t slice,
                                         const Origin& origin) const {
    Part part = Part::none();
    for (std::int64_t tile = 0; tile < slices.tiles; ++tile) {
      const auto at = place<kPack<S>>(channel, slice, tile);
      Number numbers[Pass::kInputs][kTile] = {};
      NORMAUDIT_UNROLL
      for (int i = 0; i < Pass::kInputs; ++i) load_tile<Reuse::kSoon>(inputs[i], at, numbers[i]);
      part = merge(part, part_of(numbers, at.valid(), origin));
    }
    return part;
  }

  /// What all of the pass's data allow.
  __device__ __forceinline__ int access() const {
    int result = output.access;
    NORMAUDIT_UNROLL
    for (int i = 0; i < Pass::kInputs; ++i) {
      result = inputs[i].access < result ? inputs[i].access : result;
    }
    return result;
  }

  template <int kWidth>
  __device__ __forceinline__ void store(std::int64_t channel, std::int64_t slice,
                                        const Channel& known) const {
    for (std::int64_t tile = slices.tiles - 1; tile >= 0; --tile) {
      const auto at = place<kWidth>(channel, slice, tile);
      Number numbers[Pass::kInputs][kTile] = {};
      NORMAUDIT_UNROLL
      for (int i = 0; i < Pass::kInputs; ++i) load_tile<Reuse::kNever>(inputs[i], at, numbers[i]);
      Number results[kTile];
      NORMAUDIT_UNROLL
      for (int j = 0; j < kTile; ++j) {
        Number one[Pass::kInputs];
        NORMAUDIT_UNROLL
        for (int i = 0; i < Pass::kInputs; ++i) one[i] = numbers[i][j];
        results[j] = pass.value(one, known);
      }
      store_tile(output, at, results);
    }
  }

  /// The output of a slice, its last tile first: what was read last is what the caches still have.
  __device__ __forceinline__ void store(std::int64_t channel, std::int64_t slice,
                                        const Channel& known) const {
    if (output.data == nullptr) return;
    if (access() == 16) return store<kPack<S>>(channel, slice, known);
    if constexpr (sizeof(S) == 2) {
      if (access() == 8) return store<kPack<S> / 2>(channel, slice, known);
    }
    store<1>(channel, slice, known);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
