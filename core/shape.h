#pragma once
// The logical extents of a data tensor, the strides that place it in memory, and the map from one
// to the other.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace normaudit {

/// (N, C, spatial...): logical order is always N, C, then the spatial dimensions, whatever the
/// layout.
struct Shape {
  std::int64_t batch = 1;
  std::int64_t channels = 1;
  std::vector<std::int64_t> spatial;  ///< 0 to 3 extents

  std::int64_t spatial_count() const;
  std::int64_t count() const { return batch * channels * spatial_count(); }
  /// Rank 2 to 5.
  int rank() const { return 2 + static_cast<int>(spatial.size()); }
  /// N, C, spatial... as one list.
  std::vector<std::int64_t> extents() const;
  /// Inverse of extents; throws InputError when the rank is not 2 to 5, an extent is negative, the
  /// channels are zero, the count exceeds 2^40, or more than 2^24 channels have no element.
  static Shape from_extents(const std::vector<std::int64_t>& extents);

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Where the elements of a data tensor lie: nchw and nhwc are dense, strided says every stride.
struct Layout {
  enum class Kind : std::uint8_t { kNchw, kNhwc, kStrided };
  Kind kind = Kind::kNchw;
  std::vector<std::int64_t>
      strides;              ///< strided only: per logical dimension, in elements, each >= 1
  std::int64_t offset = 0;  ///< strided only: elements before the first one

  friend bool operator==(const Layout&, const Layout&) = default;
};

/// "nchw", "nhwc" or "strided:98,49,7,1+3" (strides in logical order, then the offset).
std::string to_string(const Layout& layout);

/// Inverse of to_string; throws InputError naming the text.
Layout parse_layout(std::string_view text);

/// Maps (n, c, s), s the flattened spatial index, or a flat logical index, to the place in storage.
class IndexMap {
 public:
  /// Throws InputError when the strides do not fit the shape or let two elements share a place.
  IndexMap(const Shape& shape, const Layout& layout);

  /// A dense vector of `count` numbers, indexed through the channel.
  static IndexMap vector(std::int64_t count);

  std::int64_t batch() const { return batch_; }
  std::int64_t channels() const { return channels_; }
  std::int64_t spatial_count() const { return spatial_count_; }
  std::int64_t count() const { return batch_ * channels_ * spatial_count_; }

  std::int64_t operator()(std::int64_t n, std::int64_t c, std::int64_t s) const {
    const std::int64_t start = offset_ + n * batch_stride_ + c * channel_stride_;
    return start + (spatial_stride_ > 0 ? s * spatial_stride_ : spatial_place(s));
  }

  /// Place of the element with the flat logical (N, C, spatial) index.
  std::int64_t place(std::int64_t logical) const {
    const std::int64_t s = logical % spatial_count_;
    const std::int64_t plane = logical / spatial_count_;
    return (*this)(plane / channels_, plane % channels_, s);
  }

  /// The common stride of consecutive spatial elements, or 0 where there is none.
  std::int64_t spatial_stride() const { return spatial_stride_; }

  /// One more than the largest place: the elements a buffer must hold.
  std::int64_t storage_count() const;

 private:
  IndexMap() = default;
  std::int64_t spatial_place(std::int64_t s) const;

  std::int64_t batch_ = 1;
  std::int64_t channels_ = 1;
  std::int64_t spatial_count_ = 1;
  std::int64_t offset_ = 0;
  std::int64_t batch_stride_ = 0;
  std::int64_t channel_stride_ = 1;
  std::int64_t spatial_stride_ = 1;
  std::vector<std::int64_t> spatial_extents_;
  std::vector<std::int64_t> spatial_strides_;
};

}  // namespace normaudit
