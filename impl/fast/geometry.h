#pragma once
// How the kernels walk a layout: as runs of consecutive numbers of one channel, or as the rows of a
// matrix whose columns belong to channels.

#include <cstdint>
#include <optional>

#include "normaudit/fast.h"

namespace normaudit::fast {

struct Geometry {
  enum class Kind : std::uint8_t { kRuns, kColumns };
  Kind kind = Kind::kRuns;
  std::int64_t channels = 0;
  std::int64_t channel_count = 0;  ///< numbers per channel
  /// kRuns: run (o, i) of channel c starts at c*channel_stride + o*outer_stride + i*inner_stride.
  std::int64_t channel_stride = 0;
  std::int64_t outer = 1;
  std::int64_t outer_stride = 0;
  std::int64_t inner = 1;
  std::int64_t inner_stride = 0;
  std::int64_t length = 1;
  /// kColumns: row r starts at r*row_stride; column j is of channel j/columns_per_channel.
  std::int64_t rows = 0;
  std::int64_t row_stride = 0;
  std::int64_t columns_per_channel = 1;
};

/// None where the layout is neither; then the caller packs it. Extents are above 0.
std::optional<Geometry> geometry_of(const Layout& layout);

}  // namespace normaudit::fast
