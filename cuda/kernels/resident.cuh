#pragma once
// Slices of a channel that a block keeps in shared memory: copied there once, reduced and turned
// into output from there.

#include "cuda/kernels/planar_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// The slice, and which of the block's slices it is.
struct Slot {
  std::int64_t channel = 0;
  std::int64_t slice = 0;
  std::int64_t index = 0;
};

template <class Pass>
class Resident {
 public:
  using S = typename Pass::Stored;
  using Number = typename Pass::Number;

  /// `memory` is aligned to 16 bytes and has room for every slot.
  __device__ __forceinline__ Resident(const PlanarCall<Pass>& call, S* memory)
      : call_(call), memory_(memory) {}

  static std::int64_t bytes_per_slot(const Slices& slices) {
    return Pass::kInputs * slices.length() * static_cast<std::int64_t>(sizeof(S));
  }

  /// Starts to copy; the numbers keep their order. Other threads than the one that reads them may
  /// copy them.
  __device__ __forceinline__ void keep(const Slot& slot) const {
    for (int i = 0; i < Pass::kInputs; ++i) keep_input(slot, i);
  }

  __device__ __forceinline__ typename Pass::Part reduce(const Slot& slot,
                                                        const typename Pass::Origin& origin) const {
    auto part = Pass::Part::none();
    for (std::int64_t tile = 0; tile < call_.slices.tiles; ++tile) {
      const auto place = call_.template place<kPack<S>>(slot.channel, slot.slice, tile);
      Number numbers[Pass::kInputs][kTile] = {};
      NORMAUDIT_UNROLL
      for (int i = 0; i < Pass::kInputs; ++i) {
        NORMAUDIT_UNROLL
        for (int k = 0; k < place.kPieces; ++k) {
          if (place.piece(k) >= place.end) continue;
          // Past the channel's end a pack is still this slot's memory.
          load_resident(at(slot, i) + (place.piece(k) - first(slot)), numbers[i] + k * kPack<S>);
        }
      }
      part = merge(part, call_.part_of(numbers, place.valid(), origin));
    }
    return part;
  }

  __device__ __forceinline__ void store(const Slot& slot,
                                        const typename Pass::Channel& known) const {
    if (call_.output.data == nullptr) return;
    if (call_.output.packed()) {
      store_packs(slot, known);
    } else {
      store_numbers(slot, known);
    }
  }

 private:
  __device__ __forceinline__ S* at(const Slot& slot, int input) const {
    return memory_ + (slot.index * Pass::kInputs + input) * call_.slices.length();
  }
  __device__ __forceinline__ std::int64_t first(const Slot& slot) const {
    return slot.slice * call_.slices.length();
  }
  __device__ __forceinline__ std::int64_t count(const Slot& slot) const {
    return call_.slices.end_of(slot.slice) - first(slot);
  }

  template <int kBytes>
  __device__ __forceinline__ void keep_pieces(const Slot& slot, int input) const {
    constexpr int kAtOnce = kBytes / static_cast<int>(sizeof(S));
    for (std::int64_t i = threadIdx.x * kAtOnce; i < count(slot); i += blockDim.x * kAtOnce) {
      copy_async<kBytes>(at(slot, input) + i,
                         call_.inputs[input].at(slot.channel, first(slot) + i));
    }
  }

  __device__ __forceinline__ void keep_input(const Slot& slot, int input) const {
    const Planes<const S>& planes = call_.inputs[input];
    if (planes.access == 16) return keep_pieces<16>(slot, input);
    if constexpr (sizeof(S) == 2) {
      if (planes.access == 8) return keep_pieces<8>(slot, input);
    }
    for (std::int64_t i = threadIdx.x; i < count(slot); i += blockDim.x) {
      const S* from = planes.at(slot.channel, first(slot) + i);
      if constexpr (sizeof(S) >= 4) {
        copy_async<sizeof(S)>(at(slot, input) + i, from);
      } else {  // no asynchronous copy is as short
        at(slot, input)[i] = __ldcs(from);
      }
    }
  }

  __device__ __forceinline__ void store_packs(const Slot& slot,
                                              const typename Pass::Channel& known) const {
    for (std::int64_t i = threadIdx.x * kPack<S>; i < count(slot); i += blockDim.x * kPack<S>) {
      Number numbers[Pass::kInputs][kPack<S>];
      NORMAUDIT_UNROLL
      for (int k = 0; k < Pass::kInputs; ++k) load_resident(at(slot, k) + i, numbers[k]);
      Number results[kPack<S>];
      NORMAUDIT_UNROLL
      for (int j = 0; j < kPack<S>; ++j) {
        Number one[Pass::kInputs];
        NORMAUDIT_UNROLL
        for (int k = 0; k < Pass::kInputs; ++k) one[k] = numbers[k][j];
        results[j] = call_.pass.value(one, known);
      }
      store_raw<uint4>(call_.output.at(slot.channel, first(slot) + i), results);
    }
  }

  __device__ __forceinline__ void store_numbers(const Slot& slot,
                                                const typename Pass::Channel& known) const {
    for (std::int64_t i = threadIdx.x; i < count(slot); i += blockDim.x) {
      Number one[Pass::kInputs];
      NORMAUDIT_UNROLL
      for (int k = 0; k < Pass::kInputs; ++k) one[k] = widen(at(slot, k)[i]);
      *call_.output.at(slot.channel, first(slot) + i) = narrow<S>(call_.pass.value(one, known));
    }
  }

  const PlanarCall<Pass>& call_;
  S* memory_;
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
