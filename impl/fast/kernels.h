#pragma once
// The vectorised kernels of one storage format, as a table of functions: what differs between
// instruction sets, and all that does.

#include <cstdint>

#include "normaudit/fast.h"

namespace normaudit::fast {

/// Rows that are added in a tree in S, the format that a call computes in, before their sum is
/// widened.
inline constexpr int kLeafRows = 8;

/// Float64 sums of a channel's lanes: eight of each of at most three sums.
inline constexpr std::int64_t kLaneSums = 24;
/// Sums beyond a row's last column, for kernels of columns add to whole vectors of sums.
inline constexpr std::int64_t kColumnPadding = 16;

/// A line of the cache must not be half streamed, half stored: shorter runs that do not touch have
/// too many such lines, and are stored.
inline constexpr std::int64_t kStreamedBytes = 2048;

/// Of runs shorter than this a few of a channel are added before the next channel's, not all of
/// them, and those that touch are stored as one: the same additions either way.
inline constexpr std::int64_t kLongRun = 2048;

/// Runs of consecutive numbers, the first ones `stride` apart.
struct Runs {
  std::int64_t count = 0;
  std::int64_t stride = 0;
  std::int64_t length = 0;
};

/// The same runs of each of some channels, whose first numbers are `stride` apart. Where that is a
/// run's length, a channel's run touches the next one's, and short ones are stored as one.
struct Channels {
  std::int64_t count = 0;
  std::int64_t stride = 0;
  Runs runs;
};

/// One number per channel or per column; kernels add to them.
struct MomentSums {
  double* deviations = nullptr;  ///< sum (x - pivot)
  double* squares = nullptr;     ///< sum (x - pivot)^2
};
struct GradientSums {
  double* dy = nullptr;          ///< sum dy
  double* products = nullptr;    ///< sum (x - mean)*dy
  double* deviations = nullptr;  ///< sum (x - mean)
};

/// Per channel or per column: ((x - high) - low)*scale*factor + bias, without factor where null.
template <class S>
struct NormalizeTerms {
  const S* high = nullptr;
  const S* low = nullptr;
  const S* scale = nullptr;
  const S* factor = nullptr;
  const S* bias = nullptr;
};

/// ((dy - mean_dy) - ((x - high) - low)*slope)*scale*factor, without factor where null.
template <class S>
struct GradientTerms {
  const S* high = nullptr;
  const S* low = nullptr;
  const S* slope = nullptr;
  const S* mean_dy = nullptr;
  const S* scale = nullptr;
  const S* factor = nullptr;
};

/// What a forward pass does after the normalization.
template <class T>
struct Fusion {
  const T* residual = nullptr;  ///< null: none is added
  bool relu = false;
};

template <class T>
struct NormalizeRuns {
  const T* x = nullptr;
  T* y = nullptr;
  Fusion<T> fusion = {};
  bool streaming = false;  ///< stores around the caches, unless runs or rows are too short for it

  NormalizeRuns operator+(std::int64_t places) const {
    const T* residual = fusion.residual == nullptr ? nullptr : fusion.residual + places;
    return {x + places, y + places, {residual, fusion.relu}, streaming};
  }
};

/// Where `y` is given, dy counts only where y > 0.
template <class T>
struct GradientSource {
  const T* x = nullptr;
  const T* dy = nullptr;
  const T* y = nullptr;

  GradientSource operator+(std::int64_t places) const {
    return {x + places, dy + places, y == nullptr ? nullptr : y + places};
  }
};

template <class T>
struct GradientRuns {
  GradientSource<T> from;
  T* dx = nullptr;
  bool streaming = false;

  GradientRuns operator+(std::int64_t places) const {
    return {from + places, dx + places, streaming};
  }
};

// Arrays of one number per channel.
template <class S>
struct MomentFinish {
  std::int64_t channels = 0;
  double n = 0;
  const S* pivots = nullptr;
  MomentSums sums;
  double* variance = nullptr;
  S* high = nullptr;
  S* low = nullptr;
  S* moved = nullptr;  ///< the pivot, or the mean where that one is too far from it
};

template <class S>
struct ScaleFinish {
  std::int64_t channels = 0;
  double eps = 0;
  double where_degenerate = 0;  ///< invstd, saved or not, where variance + eps is 0
  const double* variance = nullptr;
  const S* weight = nullptr;  ///< null: 1
  S* saved = nullptr;         ///< invstd rounded, which makes an infinity of what S cannot hold
  /// What multiplies elements: `saved`, but S's largest finite number where variance + eps is not 0
  /// and rounding made an infinity: a deviation of 0 times that would be NaN.
  S* invstd = nullptr;
  S* scale = nullptr;  ///< the product of that, before it is rounded, and weight
};

template <class S>
struct GradientFinish {
  std::int64_t channels = 0;
  double n = 0;
  bool recentred = true;
  GradientSums sums;
  const S* weight = nullptr;  ///< null: 1
  const S* invstd = nullptr;
  /// What multiplies elements: invstd, but where `recentred` S's largest finite number in the place
  /// of an infinity, as in ScaleFinish.
  S* used = nullptr;
  S* low = nullptr;
  S* dweight = nullptr;
  S* dbias = nullptr;
  S* mean_dy = nullptr;
  S* slope = nullptr;
  S* scale = nullptr;
};

template <class T>
struct Kernels {
  using S = Statistic<T>;

  /// `lanes`: room for kLaneSums numbers per channel.
  void (*sum_runs)(const T* x, const Channels& channels, const S* pivots, const MomentSums& sums,
                   double* lanes);
  void (*dot_runs)(const GradientSource<T>& from, const Channels& channels, const S* means,
                   const GradientSums& sums, double* lanes);
  void (*normalize_runs)(const NormalizeRuns<T>& data, const Channels& channels,
                         const NormalizeTerms<S>& terms);
  void (*differentiate_runs)(const GradientRuns<T>& data, const Channels& channels,
                             const GradientTerms<S>& terms);

  /// Runs are the rows of a matrix; the arrays have a number per column, and those of the sums room
  /// for kColumnPadding more, which is 0 before and after.
  void (*sum_columns)(const T* x, const Runs& rows, const S* pivots, const MomentSums& sums);
  void (*dot_columns)(const GradientSource<T>& from, const Runs& rows, const S* means,
                      const GradientSums& sums);
  void (*normalize_columns)(const NormalizeRuns<T>& data, const Runs& rows,
                            const NormalizeTerms<S>& terms);
  void (*differentiate_columns)(const GradientRuns<T>& data, const Runs& rows,
                                const GradientTerms<S>& terms);

  /// dy where it counts, to `to`.
  void (*count_runs)(const GradientSource<T>& from, const Runs& runs, T* to);

  /// Whether a pivot was moved.
  bool (*finish_moments)(const MomentFinish<S>& finish);
  /// Both: whether there is a weight and, of some channel, it is not 0 though the scale is no
  /// normal number.
  bool (*finish_scales)(const ScaleFinish<S>& finish);
  bool (*finish_gradients)(const GradientFinish<S>& finish);
};

/// Those of the best instruction set that the machine has.
template <class T>
const Kernels<T>& kernels();

}  // namespace normaudit::fast
