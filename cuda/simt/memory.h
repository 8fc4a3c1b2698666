#pragma once
// Shared memory, loads and stores with a cache hint, cluster addresses, and asynchronous copies
// that are delayed to the wait, so that a missing wait reads NaN.

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "cuda/simt/arena.h"
#include "cuda/simt/half.h"
#include "cuda/simt/location.h"
#include "cuda/simt/vectors.h"

namespace normaudit::cuda::simt {

/// A static shared object: where it is declared is its identity, for all blocks.
struct SharedObject {
  const void* key = nullptr;
  std::size_t bytes = 0;
  std::size_t alignment = 16;
};

void* shared_static(const SharedObject& object, Location location);
void* shared_dynamic();
void* peer_shared(void* mine, unsigned rank, Location location);

/// Nvcc refuses a __shared__ object with a constructor; so does this.
template <class T>
T& shared_object(const void* key, Location location = Location::current()) {
  static_assert(std::is_trivially_default_constructible_v<T> && std::is_trivially_destructible_v<T>,
                "a shared object has no constructor");
  static_assert(alignof(T) <= kRedZone, "a block's shared objects lie at multiples of 64 bytes");
  return *static_cast<T*>(shared_static(
      {.key = key, .bytes = sizeof(T), .alignment = alignof(T) < 16 ? 16 : alignof(T)}, location));
}

/// The same object in the shared memory of the cluster's block `rank`.
template <class T>
T* cluster_map(T* mine, unsigned rank, Location location = Location::current()) {
  return static_cast<T*>(peer_shared(mine, rank, location));
}

[[noreturn]] void report_misaligned(const void* address, std::size_t bytes, Location location);

inline void check_aligned(const void* address, std::size_t bytes, Location location) {
  if (reinterpret_cast<std::uintptr_t>(address) % bytes != 0) {
    report_misaligned(address, bytes, location);
  }
}

/// What CUDA's hinted loads and stores take.
template <class T>
concept Hinted = kIsVector<T> ||(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) ||
                 std::is_same_v<T, __half> || std::is_same_v<T, __nv_bfloat16>;

template <Hinted T>
T __ldg(const T* address, Location location = Location::current()) {
  check_aligned(address, sizeof(T), location);
  return *address;
}
template <Hinted T>
T __ldcs(const T* address, Location location = Location::current()) {
  return __ldg(address, location);
}
template <Hinted T>
T __ldcg(const T* address, Location location = Location::current()) {
  return __ldg(address, location);
}
template <Hinted T>
void __stcs(T* address, std::type_identity_t<T> value, Location location = Location::current()) {
  check_aligned(address, sizeof(T), location);
  *address = value;
}
template <Hinted T>
void __stcg(T* address, std::type_identity_t<T> value, Location location = Location::current()) {
  __stcs(address, value, location);
}

/// One cp.async that has not landed.
struct PendingCopy {
  unsigned* to = nullptr;
  const unsigned* from = nullptr;
  unsigned words = 0;
};

void note_copy(const PendingCopy& copy, Location location);
void commit_noted_copies();
/// The copies that a wait for all but the latest `pending` groups lands; empty where the wait is
/// removed.
std::span<const PendingCopy> landing_copies(unsigned pending, Location location);

/// The hardware may write `shared` from now on; until the wait it therefore holds NaN.
template <int kBytes>
void copy_async(void* shared, const void* global, Location location = Location::current()) {
  static_assert(kBytes == 4 || kBytes == 8 || kBytes == 16, "cp.async copies 4, 8 or 16 bytes");
  check_aligned(shared, kBytes, location);
  check_aligned(global, kBytes, location);
  const PendingCopy copy{static_cast<unsigned*>(shared), static_cast<const unsigned*>(global),
                         kBytes / 4};
  note_copy(copy, location);
  for (unsigned word = 0; word < copy.words; ++word) copy.to[word] = 0xffffffffu;
}
inline void commit_copies() { commit_noted_copies(); }
template <int kPending>
void wait_copies(Location location = Location::current()) {
  static_assert(kPending >= 0, "a number of groups that may stay in flight");
  for (const PendingCopy& copy : landing_copies(kPending, location)) {
    for (unsigned word = 0; word < copy.words; ++word) copy.to[word] = copy.from[word];
  }
}

}  // namespace normaudit::cuda::simt

#define NORMAUDIT_SHARED(T, name)      \
  static const char name##_shared = 0; \
  auto& name = ::normaudit::cuda::simt::shared_object<T>(&name##_shared)
#define NORMAUDIT_DYNAMIC_SHARED(T, name) \
  T* name = static_cast<T*>(::normaudit::cuda::simt::shared_dynamic())
