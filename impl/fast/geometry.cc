// From extents and strides to runs or columns.
#include "impl/fast/geometry.h"

#include <array>

namespace normaudit::fast {
namespace {

// Planes shorter than a row of lanes are walked as columns where there are rows enough to add.
constexpr std::int64_t kShortRun = 16;
constexpr std::int64_t kFewRows = 8;

struct Dimension {
  std::int64_t extent = 1;
  std::int64_t stride = 0;
};

// All dimensions but the channels', neighbours merged where they make one, extents of 1 left out.
struct Dimensions {
  std::array<Dimension, 4> items{};
  int count = 0;

  void push(Dimension next) {
    if (next.extent == 1) return;
    if (count > 0 && items[count - 1].stride == next.extent * next.stride) {
      items[count - 1] = {items[count - 1].extent * next.extent, next.stride};
    } else {
      items[count++] = next;
    }
  }
  Dimension from_last(int i) const { return i < count ? items[count - 1 - i] : Dimension{}; }
};

Dimensions places_of(const Layout& layout) {
  Dimensions result;
  result.push({layout.extents[0], layout.strides[0]});
  for (int d = 2; d < layout.rank; ++d) result.push({layout.extents[d], layout.strides[d]});
  return result;
}

}  // namespace

std::optional<Geometry> geometry_of(const Layout& layout) {
  Geometry result{.channels = layout.channels(), .channel_count = layout.channel_count()};
  const Dimensions places = places_of(layout);
  const std::int64_t channel_stride = layout.strides[1];
  // Channels last, or nothing but channels beside the rows.
  if (channel_stride == 1 && places.count <= 1) {
    const Dimension rows = places.from_last(0);
    if (places.count == 0 || rows.stride >= result.channels) {
      result.kind = Geometry::Kind::kColumns;
      result.rows = rows.extent;
      result.row_stride = rows.stride;
      return result;
    }
  }
  const Dimension run = places.from_last(0);
  if (run.stride != 1 && places.count > 0) return std::nullopt;
  const Dimension rows = places.from_last(1);
  const bool planes_touch = channel_stride == run.extent;
  if (places.count == 2 && planes_touch && run.extent < kShortRun && rows.extent >= kFewRows &&
      rows.stride >= result.channels * run.extent) {
    result.kind = Geometry::Kind::kColumns;
    result.rows = rows.extent;
    result.row_stride = rows.stride;
    result.columns_per_channel = run.extent;
    return result;
  }
  const Dimension outer = places.from_last(2);
  const bool short_runs = run.extent < kShortRun && rows.extent * outer.extent >= kFewRows;
  if (places.count > 3 || short_runs) return std::nullopt;
  result.channel_stride = channel_stride;
  result.length = run.extent;
  result.inner = rows.extent;
  result.inner_stride = rows.stride;
  result.outer = outer.extent;
  result.outer_stride = outer.stride;
  return result;
}

}  // namespace normaudit::fast
