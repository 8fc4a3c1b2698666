#pragma once
// What a call takes of the machine: how many threads, and whether its stores go around the caches.

#include <omp.h>

#include <algorithm>
#include <cstdint>

#include "impl/fast/geometry.h"
#include "impl/fast/quotient.h"
#include "normaudit/fast.h"

namespace normaudit::fast {

/// When the elements of a call are visited: at once, after all sums, or mostly while the caches
/// hold what was summed.
enum class Visit : std::uint8_t { kOnce, kAfterSums, kFromCaches };

/// What a call takes from memory and what it leaves there.
struct Traffic {
  std::int64_t bytes = 0;  ///< of all elements of its data arrays
  bool in_place = false;   ///< the output lies on an input
  Visit visit = Visit::kOnce;
};

template <class Output, class... Inputs>
Traffic traffic_of(const Layout& layout, const Output& output, const Inputs&... inputs) {
  const auto size = static_cast<std::int64_t>(sizeof(typename Output::element_type));
  const auto bytes = [elements = layout.count() * size](const auto& array) {
    return array.empty() ? 0 : elements;
  };
  const void* start = output.data();
  return {.bytes = (bytes(output) + ... + bytes(inputs)),
          .in_place = !output.empty() && ((start == inputs.data()) || ...)};
}

/// That of a pass which sums first: runs go block by block where they can.
inline Traffic summed_first(Traffic traffic, const Geometry& geometry) {
  const bool runs = geometry.kind == Geometry::Kind::kRuns;
  traffic.visit = runs ? Visit::kFromCaches : Visit::kAfterSums;
  return traffic;
}

struct Resources {
  int threads = 1;
  bool streaming = false;
};

/// Below twice what is worth a thread one is faster than two: sums make more work of a byte. Stores
/// around the caches pay late: up to twice the shared cache it still holds a part of the output,
/// and where elements come from the caches memory has time for the lines that ordinary stores read
/// first.
inline Resources resources_for(const Options& options, const Traffic& traffic) {
  const std::int64_t worth_a_thread = traffic.visit == Visit::kOnce ? 192 << 10 : 128 << 10;
  const int doublings = traffic.visit == Visit::kFromCaches ? 2 : 1;
  const int most = options.threads > 0 ? options.threads : omp_get_max_threads();
  const bool is_large =
      !traffic.in_place && (traffic.bytes >> doublings) > options.caches.shared_bytes;
  return {.threads = static_cast<int>(
              std::clamp<std::int64_t>(quotient(traffic.bytes, worth_a_thread), 1, most)),
          .streaming =
              options.stores == Stores::kAuto ? is_large : options.stores == Stores::kStreaming};
}

}  // namespace normaudit::fast
