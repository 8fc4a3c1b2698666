#pragma once
// Which of a channel's numbers its pivot is chosen from, and where they are:
// impl/fast/README.md, "Arithmetic".

#include <array>
#include <cstdint>

#include "core/shape.h"

namespace normaudit::fast {

/// Three of a channel's n numbers, in the order N, spatial; the pivot is their median.
inline std::array<std::int64_t, 3> sampled_places(std::int64_t n) {
  return {n / 6, n / 2, n - 1 - n / 6};
}

/// Where a channel's k-th number is, by flat logical index.
inline std::int64_t logical_index(const Shape& shape, std::int64_t channel, std::int64_t k) {
  const std::int64_t plane = shape.spatial_count();
  return (k / plane * shape.channels + channel) * plane + k % plane;
}

}  // namespace normaudit::fast
