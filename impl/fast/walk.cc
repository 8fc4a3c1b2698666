// Blocks, slices, and the kernels' calls for each.
#include "impl/fast/walk.h"

#include <algorithm>

#include "impl/fast/number.h"
#include "impl/fast/per_column.h"
#include "impl/fast/quotient.h"

namespace normaudit::fast {
namespace {

// A run is walked in pieces, and a channel in slices, of so many numbers.
constexpr std::int64_t kPieceNumbers = 1 << 15;
constexpr std::int64_t kSliceNumbers = 1 << 16;
// Rows of a matrix: enough that a slice's sums cost little beside its numbers.
constexpr std::int64_t kSliceRows = 128;
constexpr std::int64_t kMostSlices = 64;
// A block's sums and terms stay in the first-level cache; of runs, its channels in the second.
// Columns are not blocked for the second: parts of rows short enough cost more than they save.
constexpr std::int64_t kBlockColumns = 1024;
constexpr std::int64_t kFewestColumns = 256;
// Kernels add zeros to the sums of some columns beyond a block: never to another thread's.
static_assert(kBlockColumns % kColumnPadding == 0 && kFewestColumns % kColumnPadding == 0);
constexpr std::int64_t kBlockChannels = 64;
// What is visited once is shared out in a few blocks, so that each is long in memory.
constexpr std::int64_t kBlocksOfAThread = 4;
// Rows are merged up to so many columns, while enough of them are left to pay for it.
constexpr std::int64_t kMergedColumns = 64;
constexpr std::int64_t kMergedRows = 64;

}  // namespace

template <class T>
Walk<T>::Walk(const Geometry& geometry, const WalkPlan& plan)
    : geometry_(geometry), kernels_(kernels<T>()) {
  const Geometry& g = geometry_;
  if (is_columns()) {
    const std::int64_t width = g.channels * g.columns_per_channel;
    if (g.row_stride == width && width <= kMergedColumns && g.rows >= kMergedRows) {
      repeats_ = std::min(quotient(kMergedColumns, width), quotient(g.rows, kMergedRows));
    }
    units_ = quotient_up(g.rows, repeats_);
    const std::int64_t most =
        std::clamp<std::int64_t>(quotient(units_, kSliceRows), 1, kMostSlices);
    units_per_slice_ = quotient_up(quotient_up(units_, most), kLeafRows) * kLeafRows;
    std::int64_t columns = kBlockColumns;
    if (plan.once) {  // a thread's share each: rows, which lie together, not columns
      units_per_slice_ = quotient_up(units_, plan.threads);
    } else if (repeats_ == 1 && units_ <= units_per_slice_ && plan.threads > 1) {
      // Rows are too few for a slice for each thread: columns are shared out.
      const std::int64_t share = quotient_up(width, kColumnPadding * plan.threads) * kColumnPadding;
      columns = std::clamp(share, kFewestColumns, kBlockColumns);
    }
    block_channels_ = std::max<std::int64_t>(quotient(columns, g.columns_per_channel), 1);
  } else {
    pieces_ = quotient_up(g.length, kPieceNumbers);
    units_ = g.outer * g.inner * pieces_;
    units_per_slice_ = quotient_up(kSliceNumbers, std::min(g.length, kPieceNumbers));
    const auto size = static_cast<std::int64_t>(sizeof(T));
    // Short runs that touch: of so many channels that they can be streamed.
    const bool touch = g.channel_stride == g.length && g.length < kLongRun;
    const std::int64_t fewest =
        touch ? std::min(quotient_up(kStreamedBytes, g.length * size), kBlockChannels) : 1;
    if (plan.once) {
      const std::int64_t blocks = plan.threads == 1 ? 1 : kBlocksOfAThread * plan.threads;
      block_channels_ = std::max(quotient(g.channels, blocks), fewest);
    } else {
      block_channels_ = std::clamp(quotient(plan.private_bytes / 4, g.channel_count * size), fewest,
                                   kBlockChannels);
    }
  }
  slices_ = quotient_up(units_, units_per_slice_);
  blocks_ = quotient_up(g.channels, block_channels_);
}

template <class T>
Block Walk<T>::block(std::int64_t index) const {
  const std::int64_t first = index * block_channels_;
  return {index, first, std::min(block_channels_, geometry_.channels - first)};
}

template <class T>
Part Walk<T>::part(std::int64_t index) const {
  const std::int64_t inner = is_columns() ? blocks_ : slices_;
  const std::int64_t outer_index = quotient(index, inner);
  const std::int64_t inner_index = index - outer_index * inner;
  if (is_columns()) return {block(inner_index), outer_index};
  return {block(outer_index), inner_index};
}

template <class T>
std::int64_t Walk<T>::place(std::int64_t index) const {
  const Geometry& g = geometry_;
  const std::int64_t length = is_columns() ? g.columns_per_channel : g.length;
  const std::int64_t run = quotient(index, length);
  const std::int64_t within = index - run * length;
  if (is_columns()) return run * g.row_stride + within;
  const std::int64_t outer = quotient(run, g.inner);
  return outer * g.outer_stride + (run - outer * g.inner) * g.inner_stride + within;
}

template <class T>
template <class Visit>
void Walk<T>::for_runs(const Block& block, std::int64_t slice, Visit visit) const {
  const Geometry& g = geometry_;
  const std::int64_t end = std::min(units_, (slice + 1) * units_per_slice_);
  for (std::int64_t unit = slice * units_per_slice_; unit < end;) {
    const std::int64_t run = quotient(unit, pieces_);
    const std::int64_t piece = unit - run * pieces_;
    const std::int64_t outer = quotient(run, g.inner);
    const std::int64_t inner = run - outer * g.inner;
    const std::int64_t start = block.first * g.channel_stride + outer * g.outer_stride +
                               inner * g.inner_stride + piece * kPieceNumbers;
    Runs runs{.count = 1,
              .stride = g.inner_stride,
              .length = std::min(kPieceNumbers, g.length - piece * kPieceNumbers)};
    if (pieces_ == 1) runs.count = std::min(g.inner - inner, end - unit);
    visit(start, Channels{block.channels, g.channel_stride, runs});
    unit += runs.count;
  }
}

template <class T>
template <class Visit>
void Walk<T>::for_rows(const Block& block, std::int64_t slice, Visit visit) const {
  const Geometry& g = geometry_;
  const std::int64_t width = block.channels * g.columns_per_channel;
  const std::int64_t first = slice * units_per_slice_ * repeats_;
  const std::int64_t rows = std::min(units_per_slice_ * repeats_, g.rows - first);
  const std::int64_t start = first * g.row_stride + block.first * g.columns_per_channel;
  const std::int64_t merged = quotient(rows, repeats_);
  visit(start, Runs{merged, repeats_ * g.row_stride, repeats_ * width});
  const std::int64_t rest = rows - merged * repeats_;
  if (rest > 0) visit(start + merged * repeats_ * g.row_stride, Runs{1, 0, rest * width});
}

template <class T>
void Walk<T>::choose_pivots(const T* x, const Block& block, S* pivots) const {
  const std::int64_t n = geometry_.channel_count;
  const std::int64_t step = channel_step();
  const T* first = x + block.first * step;
  const T* a = first + place(n / 6);
  const T* b = first + place(n / 2);
  const T* last = first + place(n - 1 - n / 6);
  for (std::int64_t c = 0; c < block.channels; ++c) {
    const S numbers[] = {number_of(a[c * step]), number_of(b[c * step]), number_of(last[c * step])};
    pivots[c] = std::max(std::min(numbers[0], numbers[1]),
                         std::min(std::max(numbers[0], numbers[1]), numbers[2]));
  }
}

// A slice's sums are complete before they are added, so that it does not matter who adds them.
template <class T>
void Walk<T>::add_moments(const T* x, const Block& block, std::int64_t slice, const S* pivots,
                          const MomentSums& sums) const {
  const PerColumn<S> columns(columns_of(block));
  const bool all = slices_ == 1;
  const MomentSums own{columns.start(sums.deviations, all), columns.start(sums.squares, all)};
  if (is_columns()) {
    const S* of_columns = columns.spread(pivots);
    for_rows(block, slice, [&](std::int64_t start, const Runs& rows) {
      kernels_.sum_columns(x + start, rows, of_columns, own);
    });
  } else {
    double* lanes = columns.template take<double>(block.channels * kLaneSums);
    for_runs(block, slice, [&](std::int64_t start, const Channels& channels) {
      kernels_.sum_runs(x + start, channels, pivots, own, lanes);
    });
  }
  columns.add_up(own.deviations, sums.deviations);
  columns.add_up(own.squares, sums.squares);
}

template <class T>
void Walk<T>::add_gradients(const GradientSource<T>& from, const Block& block, std::int64_t slice,
                            const S* means, const GradientSums& sums) const {
  const PerColumn<S> columns(columns_of(block));
  const bool all = slices_ == 1;
  const GradientSums own{columns.start(sums.dy, all), columns.start(sums.products, all),
                         columns.start(sums.deviations, all)};
  if (is_columns()) {
    const S* of_columns = columns.spread(means);
    for_rows(block, slice, [&](std::int64_t start, const Runs& rows) {
      kernels_.dot_columns(from + start, rows, of_columns, own);
    });
  } else {
    double* lanes = columns.template take<double>(block.channels * kLaneSums);
    for_runs(block, slice, [&](std::int64_t start, const Channels& channels) {
      kernels_.dot_runs(from + start, channels, means, own, lanes);
    });
  }
  columns.add_up(own.dy, sums.dy);
  columns.add_up(own.products, sums.products);
  columns.add_up(own.deviations, sums.deviations);
}

template <class T>
void Walk<T>::normalize(const NormalizeRuns<T>& data, const Block& block, std::int64_t slice,
                        const NormalizeTerms<S>& terms) const {
  if (!is_columns()) {
    return for_runs(block, slice, [&](std::int64_t start, const Channels& channels) {
      kernels_.normalize_runs(data + start, channels, terms);
    });
  }
  const PerColumn<S> columns(columns_of(block));
  const NormalizeTerms<S> of_columns{.high = columns.spread(terms.high),
                                     .low = columns.spread(terms.low),
                                     .scale = columns.spread(terms.scale),
                                     .factor = columns.spread(terms.factor),
                                     .bias = columns.spread(terms.bias)};
  for_rows(block, slice, [&](std::int64_t start, const Runs& rows) {
    kernels_.normalize_columns(data + start, rows, of_columns);
  });
}

template <class T>
void Walk<T>::differentiate(const GradientRuns<T>& data, const Block& block, std::int64_t slice,
                            const GradientTerms<S>& terms) const {
  if (!is_columns()) {
    return for_runs(block, slice, [&](std::int64_t start, const Channels& channels) {
      kernels_.differentiate_runs(data + start, channels, terms);
    });
  }
  const PerColumn<S> columns(columns_of(block));
  const GradientTerms<S> of_columns{.high = columns.spread(terms.high),
                                    .low = columns.spread(terms.low),
                                    .slope = columns.spread(terms.slope),
                                    .mean_dy = columns.spread(terms.mean_dy),
                                    .scale = columns.spread(terms.scale),
                                    .factor = columns.spread(terms.factor)};
  for_rows(block, slice, [&](std::int64_t start, const Runs& rows) {
    kernels_.differentiate_columns(data + start, rows, of_columns);
  });
}

template <class T>
void Walk<T>::count(const GradientSource<T>& from, const Block& block, std::int64_t slice,
                    T* to) const {
  if (is_columns()) {
    return for_rows(block, slice, [&](std::int64_t start, const Runs& rows) {
      kernels_.count_runs(from + start, rows, to + start);
    });
  }
  for_runs(block, slice, [&](std::int64_t start, const Channels& channels) {
    for (std::int64_t c = 0; c < channels.count; ++c) {
      const std::int64_t place = start + c * channels.stride;
      kernels_.count_runs(from + place, channels.runs, to + place);
    }
  });
}

template class Walk<float>;
template class Walk<double>;
template class Walk<float16>;
template class Walk<bfloat16>;

}  // namespace normaudit::fast
