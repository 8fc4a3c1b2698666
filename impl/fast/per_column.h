#pragma once
// Arrays of one number per column, in scratch memory, to and from those of one per channel.

#include <algorithm>
#include <array>
#include <cstdint>

#include "impl/fast/arena.h"
#include "impl/fast/kernels.h"

namespace normaudit::fast {

template <class S>
class PerColumn {
 public:
  PerColumn(std::int64_t channels, std::int64_t columns_per_channel)
      : arena_(Arena::of_thread()),
        scope_(arena_),
        channels_(channels),
        per_channel_(columns_per_channel) {}

  /// Each channel's number in all its columns; null stays null.
  const S* spread(const S* of_channels) const {
    if (of_channels == nullptr || per_channel_ == 1) return of_channels;
    S* columns = arena_.template take<S>(channels_ * per_channel_);
    for (std::int64_t c = 0; c < channels_; ++c) {
      std::fill_n(columns + c * per_channel_, per_channel_, of_channels[c]);
    }
    return columns;
  }

  /// Room until this object ends.
  template <class U>
  U* take(std::int64_t count) const {
    return arena_.template take<U>(count);
  }

  /// For the sums of columns.
  double* zeros() const {
    const std::int64_t count = channels_ * per_channel_ + kColumnPadding;
    double* columns = arena_.template take<double>(count);
    std::fill_n(columns, count, 0.0);
    return columns;
  }

  /// Adds the sum of each channel's columns, taken in eight lanes.
  void add_up(const double* columns, double* channels) const {
    if (per_channel_ == 1) {
      for (std::int64_t c = 0; c < channels_; ++c) channels[c] += columns[c];
      return;
    }
    for (std::int64_t c = 0; c < channels_; ++c) channels[c] += total(columns + c * per_channel_);
  }

 private:
  double total(const double* columns) const {
    constexpr std::int64_t kLanes = 8;
    std::array<double, kLanes> s{};
    std::int64_t i = 0;
    for (; i + kLanes <= per_channel_; i += kLanes) {
      for (std::int64_t lane = 0; lane < kLanes; ++lane) s[lane] += columns[i + lane];
    }
    for (std::int64_t lane = 0; i + lane < per_channel_; ++lane) s[lane] += columns[i + lane];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }

  Arena& arena_;
  Arena::Scope scope_;
  std::int64_t channels_;
  std::int64_t per_channel_;
};

}  // namespace normaudit::fast
