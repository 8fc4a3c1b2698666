#pragma once
// Which way a data tensor's numbers lie: planes of consecutive numbers per channel, or columns of
// consecutive channels.

#include <cstdint>
#include <string>

#include "core/problem.h"

namespace normaudit::cuda {

struct Geometry {
  enum class Kind : std::uint8_t { kPlanes, kColumns, kOther };
  Kind kind = Kind::kOther;
  std::int64_t batch = 0;
  std::int64_t channels = 0;
  std::int64_t places = 0;  ///< spatial positions of a sample
  std::int64_t batch_stride = 0;
  std::int64_t channel_stride = 0;
  std::int64_t place_stride = 0;

  std::int64_t numbers() const { return batch * places; }
  /// Whether the numbers can be seen as planes: where there is one place, though they are columns.
  bool planar() const { return kind == Kind::kPlanes || (kind == Kind::kColumns && places <= 1); }
};

/// Columns where neighbouring channels are neighbours and places are not, else planes where places
/// are.
Geometry geometry_of(const IndexMap& map);

/// Why no kernel takes the problem, or empty.
std::string unsupported_shape(const Problem& problem);

}  // namespace normaudit::cuda
