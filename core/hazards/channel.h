#pragma once
// What hazards share: one channel's elements in order, and powers of two that fit a format.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/hazard.h"

namespace normaudit::hazards {

/// The elements of one channel, numbered over the samples and, within each, the spatial places.
class Channel {
 public:
  Channel(Tensor& tensor, const Shape& shape, std::int64_t index)
      : tensor_(tensor), shape_(shape), index_(index) {}

  std::int64_t index() const { return index_; }
  std::int64_t count() const { return shape_.batch * shape_.spatial_count(); }
  Dtype dtype() const { return tensor_.dtype(); }
  double get(std::int64_t position) const { return tensor_.get(logical(position)); }
  /// Rounds once to the dtype; a position outside the channel is left alone, so that a hazard can
  /// name the last element of a channel that has none.
  void set(std::int64_t position, double value) {
    if (position >= 0 && position < count()) tensor_.set(logical(position), value);
  }

 private:
  std::int64_t logical(std::int64_t position) const {
    const std::int64_t places = shape_.spatial_count();
    return (position / places * shape_.channels + index_) * places + position % places;
  }

  Tensor& tensor_;
  const Shape& shape_;
  std::int64_t index_;
};

/// Which of a hazard's `kinds` ways of being hard a channel gets: neighbours differ, so that a
/// mix-up of channels shows, and the seed moves them all, so that few channels still see every
/// kind.
inline int kind_of(const Problem& problem, std::int64_t channel, int kinds) {
  const auto count = static_cast<std::uint64_t>(kinds);
  return static_cast<int>((static_cast<std::uint64_t>(channel) + problem.seed % count) % count);
}

/// Calls body(Channel, Philox&) for every channel of a data array; nothing where there is no such
/// array. The words are one stream over all channels.
template <class Body>
void each_channel(const Problem& problem, Tensors& tensors, Role role, Body body) {
  Tensor* tensor = tensors.find(role);
  if (tensor == nullptr) return;
  Philox words = stream_of(problem, role, 1);
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    body(Channel(*tensor, problem.shape, c), words);
  }
}

/// Sets every number of a parameter or statistic array to body(index, before, Philox&).
template <class Body>
void each_number(const Problem& problem, Tensors& tensors, Role role, Body body) {
  Tensor* tensor = tensors.find(role);
  if (tensor == nullptr) return;
  Philox words = stream_of(problem, role, 1);
  for (std::int64_t i = 0; i < tensor->count(); ++i) {
    tensor->set(i, body(i, tensor->get(i), words));
  }
}

/// 2^exponent, brought into the normal range of the format with two binades to spare above.
inline double power_within(Dtype dtype, int exponent) {
  const Format format = format_of(dtype);
  return std::ldexp(1.0, std::clamp(exponent, format.min_exponent, format.max_exponent - 2));
}

}  // namespace normaudit::hazards
