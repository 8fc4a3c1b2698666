#pragma once
// Passes over stored statistics: what a channel is multiplied by, and the one visit to its
// elements.

#include <algorithm>
#include <limits>
#include <span>

#include "impl/fast/phases.h"
#include "impl/fast/scales.h"

namespace normaudit::fast {

template <class S>
struct StoredScales {
  const S* zeros = nullptr;
  const S* invstd = nullptr;
  const S* scale = nullptr;
  const S* factor = nullptr;  ///< null: 1
};

template <class S>
struct StoredStatistics {
  std::span<const S> variance;
  std::span<const S> weight;
  double eps = 0;
};

/// In the thread's arena.
template <class T>
StoredScales<Statistic<T>> stored_scales(const StoredStatistics<Statistic<T>>& from) {
  using S = Statistic<T>;
  Arena& arena = Arena::of_thread();
  const auto channels = static_cast<std::int64_t>(from.variance.size());
  auto* variance = arena.take<double>(channels);
  auto* invstd = arena.take<S>(channels);
  auto* scale = arena.take<S>(channels);
  auto* zeros = arena.take<S>(channels);
  const S* weight = from.weight.empty() ? nullptr : from.weight.data();
  std::copy_n(from.variance.data(), channels, variance);
  std::fill_n(zeros, channels, S{0});
  const bool needs_factors =
      kernels<T>().finish_scales({.channels = channels,
                                  .eps = from.eps,
                                  .where_degenerate = std::numeric_limits<double>::infinity(),
                                  .variance = variance,
                                  .weight = weight,
                                  .saved = arena.take<S>(channels),
                                  .invstd = invstd,
                                  .scale = scale});
  const S* factor = factors_of<S>({.channels = channels,
                                   .needed = needs_factors,
                                   .invstd = invstd,
                                   .weight = weight,
                                   .scale = scale,
                                   .factor = arena.take<S>(channels)});
  return {zeros, invstd, scale, factor};
}

/// Terms of all channels.
template <class T>
void normalize_all(const NormalizeRuns<T>& data, const Walk<T>& walk,
                   const NormalizeTerms<Statistic<T>>& terms, int threads) {
  for_each_task(threads, walk.parts(), Order::kForward, [&](std::int64_t task) {
    const auto [block, slice] = walk.part(task);
    const std::int64_t c = block.first;
    walk.normalize(data, block, slice,
                   {.high = terms.high + c,
                    .low = terms.low + c,
                    .scale = terms.scale + c,
                    .factor = terms.factor == nullptr ? nullptr : terms.factor + c,
                    .bias = terms.bias + c});
  });
}

}  // namespace normaudit::fast
