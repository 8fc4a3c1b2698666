#pragma once
// Warp collectives: every lane of the mask hands in an operand, the last one resolves it for all.

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "cuda/simt/location.h"

namespace normaudit::cuda::simt {

enum class Collective : std::uint8_t {
  kShuffle,
  kShuffleUp,
  kShuffleDown,
  kShuffleXor,
  kBallot,
  kAny,
  kAll,
  kSyncwarp
};

/// What one lane hands in.
struct Operand {
  Collective collective = Collective::kSyncwarp;
  std::uint8_t bytes = 4;
  unsigned mask = 0;
  std::uint64_t value = 0;
  unsigned argument = 0;  ///< a shuffle's lane, delta or lane mask
  int width = 32;
};

std::uint64_t warp_collective(const Operand& operand, Location location);

/// CUDA shuffles numbers of four and eight bytes.
template <class T>
concept Shuffled = std::is_arithmetic_v<T> &&(sizeof(T) == 4 || sizeof(T) == 8);

template <Shuffled T>
T shuffle(Operand operand, T value, Location location) {
  operand.bytes = sizeof(T);
  std::memcpy(&operand.value, &value, sizeof(T));
  const std::uint64_t result = warp_collective(operand, location);
  std::memcpy(&value, &result, sizeof(T));
  return value;
}

template <Shuffled T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32,
              Location location = Location::current()) {
  return shuffle(Operand{.collective = Collective::kShuffle,
                         .mask = mask,
                         .argument = static_cast<unsigned>(lane),
                         .width = width},
                 value, location);
}
template <Shuffled T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32,
                 Location location = Location::current()) {
  return shuffle(
      Operand{
          .collective = Collective::kShuffleUp, .mask = mask, .argument = delta, .width = width},
      value, location);
}
template <Shuffled T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                   Location location = Location::current()) {
  return shuffle(
      Operand{
          .collective = Collective::kShuffleDown, .mask = mask, .argument = delta, .width = width},
      value, location);
}
template <Shuffled T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32,
                  Location location = Location::current()) {
  return shuffle(Operand{.collective = Collective::kShuffleXor,
                         .mask = mask,
                         .argument = static_cast<unsigned>(lane_mask),
                         .width = width},
                 value, location);
}

inline unsigned vote(Collective collective, unsigned mask, int predicate, Location location) {
  return static_cast<unsigned>(warp_collective(
      Operand{.collective = collective, .mask = mask, .value = predicate != 0}, location));
}
inline unsigned __ballot_sync(unsigned mask, int predicate,
                              Location location = Location::current()) {
  return vote(Collective::kBallot, mask, predicate, location);
}
inline int __any_sync(unsigned mask, int predicate, Location location = Location::current()) {
  return vote(Collective::kAny, mask, predicate, location) != 0;
}
inline int __all_sync(unsigned mask, int predicate, Location location = Location::current()) {
  return vote(Collective::kAll, mask, predicate, location) != 0;
}
inline void __syncwarp(unsigned mask = 0xffffffffu, Location location = Location::current()) {
  warp_collective(Operand{.mask = mask}, location);
}

}  // namespace normaudit::cuda::simt
