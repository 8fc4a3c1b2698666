// From a channel's sums to what its elements are normalized with, in float64 and rounded once:
// delta = S1/n, variance = S2/n - delta^2, mean = pivot + delta = high + low.
#if defined(NORMAUDIT_FAST_FINISH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_FINISH_INL_H
#undef NORMAUDIT_FAST_FINISH_INL_H
#else
#define NORMAUDIT_FAST_FINISH_INL_H
#endif

#include <cmath>
#include <limits>

#include "impl/fast/kernels.h"
#include "impl/fast/simd/numbers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

// Plain loops: the compiler vectorises them, and the standard's operations round alike either way.

/// Where the variance is less than this share of the mean square about the pivot, the pivot lies
/// about four standard deviations off, and too many digits have cancelled.
inline constexpr double kLeastShare = 1.0 / 16;

template <class S>
bool finish_moments(const MomentFinish<S>& finish) {
  const MomentFinish<S> f = finish;
  const double* HWY_RESTRICT deviations = f.sums.deviations;
  const double* HWY_RESTRICT squares = f.sums.squares;
  const S* HWY_RESTRICT pivots = f.pivots;
  double* HWY_RESTRICT variances = f.variance;
  S* HWY_RESTRICT high = f.high;
  S* HWY_RESTRICT low = f.low;
  S* HWY_RESTRICT moved = f.moved;
  std::int64_t far = 0;
  for (std::int64_t c = 0; c < f.channels; ++c) {
    const double delta = deviations[c] / f.n;
    const double mean_square = squares[c] / f.n;
    const double difference = mean_square - delta * delta;
    const double variance = difference < 0 ? 0 : difference;
    const auto pivot = static_cast<double>(pivots[c]);
    // Knuth's TwoSum: mean + lost is pivot + delta exactly.
    const double mean = pivot + delta;
    const double back = mean - pivot;
    const double lost = (pivot - (mean - back)) + (delta - back);
    const S rounded = static_cast<S>(mean);
    variances[c] = variance;
    high[c] = rounded;
    low[c] = static_cast<S>((mean - static_cast<double>(rounded)) + lost);
    const bool is_far =
        variance < kLeastShare * mean_square && std::abs(rounded) <= std::numeric_limits<S>::max();
    moved[c] = is_far ? rounded : pivots[c];
    far += is_far && rounded != pivots[c] ? 1 : 0;
  }
  return far > 0;
}

/// What S cannot hold may meet a 0, and must not make a NaN of it.
template <class S>
HWY_INLINE double in_range(double factor) {
  constexpr double kLargest = std::numeric_limits<S>::max();
  return factor > kLargest ? kLargest : factor;
}

/// 1/sqrt(variance + eps); `where_degenerate` where both are 0.
template <class S>
void finish_scales(const ScaleFinish<S>& finish) {
  const ScaleFinish<S> f = finish;
  const double* HWY_RESTRICT variance = f.variance;
  const S* HWY_RESTRICT weight = f.weight;
  S* HWY_RESTRICT saved = f.saved;
  S* HWY_RESTRICT invstd = f.invstd;
  S* HWY_RESTRICT scale = f.scale;
  for (std::int64_t c = 0; c < f.channels; ++c) {
    const double radicand = variance[c] + f.eps;
    const double inverse = radicand == 0 ? f.where_degenerate : 1 / std::sqrt(radicand);
    const double factor = radicand == 0 ? f.where_degenerate : in_range<S>(inverse);
    saved[c] = static_cast<S>(inverse);
    invstd[c] = static_cast<S>(factor);
    scale[c] = static_cast<S>(weight == nullptr ? factor : factor * static_cast<double>(weight[c]));
  }
}

template <class S>
void finish_gradients(const GradientFinish<S>& finish) {
  const GradientFinish<S> f = finish;
  for (std::int64_t c = 0; c < f.channels; ++c) {
    const auto given = static_cast<double>(f.invstd[c]);
    const double invstd = f.recentred ? in_range<S>(given) : given;
    const double low = f.recentred ? f.sums.deviations[c] / f.n : 0;
    const double dot = f.sums.products[c] - low * f.sums.dy[c];
    const double weight = f.weight == nullptr ? 1 : static_cast<double>(f.weight[c]);
    f.low[c] = static_cast<S>(low);
    f.dweight[c] = static_cast<S>(dot * invstd);
    f.dbias[c] = static_cast<S>(f.sums.dy[c]);
    f.mean_dy[c] = static_cast<S>(f.sums.dy[c] / f.n);
    f.slope[c] = static_cast<S>(dot * invstd * invstd / f.n);
    f.scale[c] = static_cast<S>(invstd * weight);
  }
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
