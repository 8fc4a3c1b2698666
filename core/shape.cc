// Extents, layouts and index maps.
#include "core/shape.h"

#include <algorithm>

#include "core/error.h"
#include "core/number_text.h"

namespace normaudit {
namespace {

// Far above any tensor that fits a machine, and far below where an index could overflow.
constexpr std::int64_t kMaxPlaces = std::int64_t{1} << 40;

// An empty batch still has its per-channel arrays, which no element of the data pays for.
constexpr std::int64_t kMaxChannelsOfNothing = std::int64_t{1} << 24;

// Strides of a dense row-major array over `extents`.
std::vector<std::int64_t> dense_strides(const std::vector<std::int64_t>& extents) {
  std::vector<std::int64_t> strides(extents.size(), 1);
  for (std::size_t i = extents.size(); i-- > 1;) {
    strides[i - 1] = strides[i] * std::max<std::int64_t>(extents[i], 1);
  }
  return strides;
}

// Strides in logical order (N, C, spatial...) of a dense array stored as (N, spatial..., C).
std::vector<std::int64_t> nhwc_strides(const Shape& shape) {
  std::vector<std::int64_t> stored{shape.batch};
  stored.insert(stored.end(), shape.spatial.begin(), shape.spatial.end());
  stored.push_back(shape.channels);
  const std::vector<std::int64_t> dense = dense_strides(stored);
  std::vector<std::int64_t> strides{dense.front(), dense.back()};
  strides.insert(strides.end(), dense.begin() + 1, dense.end() - 1);
  return strides;
}

// Sorted by stride, every dimension must step over all that the smaller ones can reach; this is
// sufficient for places to be distinct, and every view sliced or permuted from a dense array meets
// it.
void require_distinct_places(const std::vector<std::int64_t>& extents,
                             const std::vector<std::int64_t>& strides) {
  std::vector<std::pair<std::int64_t, std::int64_t>> dims;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] > 1) dims.emplace_back(strides[i], extents[i]);
  }
  std::sort(dims.begin(), dims.end());
  std::int64_t reach = 0;
  for (const auto& [stride, extent] : dims) {
    if (stride <= reach) throw InputError("layout: strides let two elements share one place");
    if (extent > kMaxPlaces / stride)
      throw InputError("layout: strides reach beyond 2^40 elements");
    reach += stride * (extent - 1);
    if (reach >= kMaxPlaces) throw InputError("layout: strides reach beyond 2^40 elements");
  }
}

}  // namespace

std::int64_t Shape::spatial_count() const {
  std::int64_t product = 1;
  for (std::int64_t extent : spatial) product *= extent;
  return product;
}

std::vector<std::int64_t> Shape::extents() const {
  std::vector<std::int64_t> result{batch, channels};
  result.insert(result.end(), spatial.begin(), spatial.end());
  return result;
}

Shape Shape::from_extents(const std::vector<std::int64_t>& extents) {
  if (extents.size() < 2 || extents.size() > 5) {
    throw InputError("shape: rank " + std::to_string(extents.size()) + " is not 2 to 5");
  }
  std::int64_t count = 1;
  for (std::int64_t extent : extents) {
    if (extent < 0) throw InputError("shape: extent " + std::to_string(extent) + " is negative");
    if (extent > 0 && count > kMaxPlaces / extent) {
      throw InputError("shape: more than 2^40 elements");
    }
    count *= std::max<std::int64_t>(extent, 1);
  }
  if (extents[1] == 0) throw InputError("shape: zero channels");
  const bool empty = std::find(extents.begin(), extents.end(), 0) != extents.end();
  if (empty && extents[1] > kMaxChannelsOfNothing) {
    throw InputError("shape: more than 2^24 channels without one element");
  }
  return {extents[0], extents[1], {extents.begin() + 2, extents.end()}};
}

std::string to_string(const Layout& layout) {
  if (layout.kind == Layout::Kind::kNchw) return "nchw";
  if (layout.kind == Layout::Kind::kNhwc) return "nhwc";
  std::string text = "strided:";
  for (std::size_t i = 0; i < layout.strides.size(); ++i) {
    if (i > 0) text += ',';
    text += std::to_string(layout.strides[i]);
  }
  return text + '+' + std::to_string(layout.offset);
}

Layout parse_layout(std::string_view text) {
  if (text == "nchw") return {};
  if (text == "nhwc") return {.kind = Layout::Kind::kNhwc, .strides = {}, .offset = 0};
  constexpr std::string_view kPrefix = "strided:";
  const std::size_t plus = text.find('+');
  if (!text.starts_with(kPrefix) || plus == std::string_view::npos) {
    throw InputError("layout '" + std::string(text.substr(0, 64)) +
                     "' is not nchw, nhwc or strided:STRIDE,...+OFFSET");
  }
  Layout layout{.kind = Layout::Kind::kStrided, .strides = {}, .offset = 0};
  std::string_view rest = text.substr(kPrefix.size(), plus - kPrefix.size());
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::int64_t stride = parse_int(rest.substr(0, comma), "layout stride");
    if (stride < 1 || stride > kMaxPlaces) {
      throw InputError("layout stride " + std::to_string(stride) + " is not in 1 to 2^40");
    }
    layout.strides.push_back(stride);
    if (comma == std::string_view::npos) break;
    rest = rest.substr(comma + 1);
  }
  layout.offset = parse_int(text.substr(plus + 1), "layout offset");
  if (layout.offset < 0 || layout.offset > kMaxPlaces) {
    throw InputError("layout offset " + std::to_string(layout.offset) + " is not in 0 to 2^40");
  }
  return layout;
}

IndexMap::IndexMap(const Shape& shape, const Layout& layout)
    : batch_(shape.batch),
      channels_(shape.channels),
      spatial_count_(shape.spatial_count()),
      spatial_extents_(shape.spatial) {
  const std::vector<std::int64_t> extents = shape.extents();
  std::vector<std::int64_t> strides;
  if (layout.kind == Layout::Kind::kNchw) strides = dense_strides(extents);
  if (layout.kind == Layout::Kind::kNhwc) strides = nhwc_strides(shape);
  if (layout.kind == Layout::Kind::kStrided) {
    strides = layout.strides;
    offset_ = layout.offset;
    if (strides.size() != extents.size()) {
      throw InputError("layout: " + std::to_string(strides.size()) +
                       " strides for a shape of rank " + std::to_string(extents.size()));
    }
    require_distinct_places(extents, strides);
  }
  batch_stride_ = strides[0];
  channel_stride_ = strides[1];
  spatial_strides_.assign(strides.begin() + 2, strides.end());
  spatial_stride_ = spatial_strides_.empty() ? 1 : spatial_strides_.back();
  for (std::size_t i = 1; i < spatial_strides_.size(); ++i) {
    if (spatial_strides_[i - 1] != spatial_strides_[i] * spatial_extents_[i]) spatial_stride_ = 0;
  }
}

IndexMap IndexMap::vector(std::int64_t count) {
  IndexMap map;
  map.channels_ = count;
  return map;
}

std::int64_t IndexMap::spatial_place(std::int64_t s) const {
  std::int64_t place = 0;
  for (std::size_t i = spatial_extents_.size(); i-- > 0;) {
    place += s % spatial_extents_[i] * spatial_strides_[i];
    s /= spatial_extents_[i];
  }
  return place;
}

std::int64_t IndexMap::storage_count() const {
  return count() == 0 ? 0 : (*this)(batch_ - 1, channels_ - 1, spatial_count_ - 1) + 1;
}

}  // namespace normaudit
