#pragma once
// Arrays of one number per column, in scratch memory, to and from those of one per channel.

#include <algorithm>
#include <array>
#include <cstdint>

#include "impl/fast/arena.h"
#include "impl/fast/kernels.h"

namespace normaudit::fast {

/// Which columns are whose: `per_channel` neighbours, the channels one after the other, and that
/// `repeats` times over where rows have been merged.
struct Columns {
  std::int64_t channels = 1;
  std::int64_t per_channel = 1;
  std::int64_t repeats = 1;

  std::int64_t width() const { return channels * per_channel; }
  std::int64_t count() const { return width() * repeats; }
};

template <class S>
class PerColumn {
 public:
  explicit PerColumn(const Columns& columns)
      : arena_(Arena::of_thread()),
        scope_(arena_),
        columns_(columns),
        one_column_each_(columns.per_channel == 1 && columns.repeats == 1) {}

  /// Each channel's number in all its columns; null stays null.
  const S* spread(const S* of_channels) const {
    if (one_column_each_ || of_channels == nullptr) return of_channels;
    return spread_out(of_channels);
  }

  /// Room until this object ends.
  template <class U>
  U* take(std::int64_t count) const {
    return arena_.template take<U>(count);
  }

  /// Zeros for the sums of columns: the channels' own where nothing else is added to these.
  double* start(double* channels, bool nothing_else) const {
    if (nothing_else && one_column_each_) return channels;
    const std::int64_t count = columns_.count() + kColumnPadding;
    double* sums = take<double>(count);
    std::fill_n(sums, count, 0.0);
    return sums;
  }

  /// Adds the sum of each channel's columns to it. What is in `sums` is not kept.
  void add_up(double* sums, double* channels) const {
    if (sums == channels) return;
    const std::int64_t width = columns_.width();
    for (std::int64_t r = 1; r < columns_.repeats; ++r) {
      for (std::int64_t j = 0; j < width; ++j) sums[j] += sums[r * width + j];
    }
    const std::int64_t per_channel = columns_.per_channel;
    if (per_channel == 1) {
      for (std::int64_t c = 0; c < width; ++c) channels[c] += sums[c];
      return;
    }
    for (std::int64_t c = 0; c < columns_.channels; ++c) {
      channels[c] += total(sums + c * per_channel);
    }
  }

 private:
  /// A function of its own: a small call has nothing to spread, and asks six times.
  [[gnu::noinline]] const S* spread_out(const S* of_channels) const {
    S* spread = take<S>(columns_.count());
    for (std::int64_t c = 0; c < columns_.channels; ++c) {
      std::fill_n(spread + c * columns_.per_channel, columns_.per_channel, of_channels[c]);
    }
    for (std::int64_t r = 1; r < columns_.repeats; ++r) {
      std::copy_n(spread, columns_.width(), spread + r * columns_.width());
    }
    return spread;
  }

  /// In eight lanes.
  double total(const double* sums) const {
    constexpr std::int64_t kLanes = 8;
    std::array<double, kLanes> s{};
    for (std::int64_t i = 0; i < columns_.per_channel; ++i) s[i % kLanes] += sums[i];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }

  Arena& arena_;
  Arena::Scope scope_;
  Columns columns_;
  bool one_column_each_;
};

}  // namespace normaudit::fast
