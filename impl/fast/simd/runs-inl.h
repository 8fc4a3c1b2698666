// Sums over runs of one channel: which leaves are added, and in which order.
#if defined(NORMAUDIT_FAST_RUNS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_RUNS_INL_H
#undef NORMAUDIT_FAST_RUNS_INL_H
#else
#define NORMAUDIT_FAST_RUNS_INL_H
#endif

#include <algorithm>

#include "impl/fast/kernels.h"
#include "impl/fast/simd/run_leaves-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// Short runs of a channel that are added before the next channel's: its sums stay in registers.
inline constexpr std::int64_t kShortRunsInAVisit = 4;

/// The leaves of one run; kRows is the last one's, 0 where there is none.
template <int kRows, class S, class Leaves>
HWY_INLINE void add_run(const Cut<S>& cut, Leaves& leaves) {
  for (std::int64_t leaf = 0; leaf < cut.leaves; ++leaf) {
    leaves.template add<kLeafRows, false>(leaf * kLeafRows * kRow<S>, cut);
  }
  if constexpr (kRows > 0) leaves.template add<kRows, true>(cut.first, cut);
}

/// Some channels' runs, what their numbers are taken from and where the sums go.
template <class Sums, class S>
struct RunSums {
  const Channels& channels;
  const S* offsets;
  const Sums& sums;
  double* lanes;  ///< of each channel
};

/// Leaves of all channels. start(leaves, place) sets them on a run, add(leaves) adds it.
template <class Leaves, class Work, class Start, class Add>
HWY_INLINE void add_channels(const Work& work, const Start& start, const Add& add) {
  constexpr std::int64_t kStep = Leaves::kSums * kWideLanes;
  static_assert(kStep <= kLaneSums);
  const Channels channels = work.channels;  // a copy: stores to lanes might change it
  const Runs& runs = channels.runs;
  const auto* const offsets = work.offsets;
  const std::int64_t in_a_visit = runs.length >= kLongRun ? runs.count : kShortRunsInAVisit;
  for (std::int64_t run = 0; run < runs.count; run += in_a_visit) {
    const std::int64_t count = std::min(in_a_visit, runs.count - run);
    std::int64_t first = run * runs.stride;
    double* lanes = work.lanes;
    for (std::int64_t c = 0; c < channels.count; ++c) {
      Leaves leaves(offsets[c], run == 0 ? nullptr : lanes);
      std::int64_t place = first;
      for (std::int64_t r = 0; r < count; ++r) {
        start(leaves, place);
        add(leaves);
        place += runs.stride;
      }
      leaves.store(lanes);
      lanes += kStep;
      first += channels.stride;
    }
  }
  const auto sums = Leaves::in_order(work.sums);
  for (int k = 0; k < Leaves::kSums; ++k) {
    add_totals({.first = work.lanes + k * kWideLanes, .step = kStep, .count = channels.count},
               sums[k]);
  }
}

/// The same with what the runs' length decides decided once.
template <class Leaves, class Work, class Start>
HWY_INLINE void add_channels(const Work& work, const Start& start) {
  using S = typename Leaves::S;
  const std::int64_t length = work.channels.runs.length;
  if (length < kRow<S>) {
    return add_channels<Leaves>(work, start,
                                [&](Leaves& leaves) HWY_ATTR { leaves.add_short(length); });
  }
  const Cut<S> cut(length);
  const auto add_runs = [&]<int kRows>() HWY_ATTR {
    add_channels<Leaves>(work, start,
                         [&](Leaves& leaves) HWY_ATTR { add_run<kRows>(cut, leaves); });
  };
  if (cut.rows == 0) return add_runs.template operator()<0>();
  if constexpr (Leaves::kCommon && HWY_TARGET != HWY_SCALAR) return visit_rows(cut.rows, add_runs);
  // Decided for each run: a loop for each number of rows takes longer to compile than it saves.
  add_channels<Leaves>(work, start, [&](Leaves& leaves) HWY_ATTR {
    visit_rows(cut.rows, [&]<int kRows>() HWY_ATTR { add_run<kRows>(cut, leaves); });
  });
}

template <class T>
void sum_runs(const T* x, const Channels& channels, const Statistic<T>* pivots,
              const MomentSums& sums, double* lanes) {
  using Leaves = MomentLeaves<T>;
  add_channels<Leaves>(RunSums<MomentSums, Statistic<T>>{channels, pivots, sums, lanes},
                       [x](Leaves& leaves, std::int64_t place)
                           HWY_ATTR { leaves.start(x + place); });
}

template <bool kMasked, class T>
HWY_INLINE void dot_runs_of(const GradientSource<T>& from, const Channels& channels,
                            const Statistic<T>* means, const GradientSums& sums, double* lanes) {
  using Leaves = GradientLeaves<T, kMasked>;
  add_channels<Leaves>(RunSums<GradientSums, Statistic<T>>{channels, means, sums, lanes},
                       [from](Leaves& leaves, std::int64_t place)
                           HWY_ATTR { leaves.start(from, place); });
}

template <class T>
void dot_runs(const GradientSource<T>& from, const Channels& channels, const Statistic<T>* means,
              const GradientSums& sums, double* lanes) {
  return from.y == nullptr ? dot_runs_of<false>(from, channels, means, sums, lanes)
                           : dot_runs_of<true>(from, channels, means, sums, lanes);
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
