// From a channel's sums to what its elements are multiplied by, in float64 and rounded once:
// delta = S1/n, variance = S2/n - delta^2, mean = pivot + delta = high + low.
#if defined(NORMAUDIT_FAST_FINISH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_FINISH_INL_H
#undef NORMAUDIT_FAST_FINISH_INL_H
#else
#define NORMAUDIT_FAST_FINISH_INL_H
#endif

#include <algorithm>
#include <limits>

#include "impl/fast/kernels.h"
#include "impl/fast/simd/numbers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

using Wide = Vector<double>;
using WideTag = Tag<double>;

using Narrow = hn::Rebind<float, WideTag>;

/// Rounded to nearest; Highway's scalars would make the largest number of an infinity.
HWY_INLINE hn::Vec<Narrow> narrow(Wide v) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(Narrow(), static_cast<float>(hn::GetLane(v)));
#else
  return hn::DemoteTo(Narrow(), v);
#endif
}

/// Some channels' numbers in float64: a vector of them, or at the end fewer.
class Several {
 public:
  HWY_INLINE Several(std::int64_t first, std::int64_t count) : first_(first), count_(count) {}

  HWY_INLINE Wide from(const double* array) const { return part(WideTag(), array + first_); }
  HWY_INLINE Wide from(const float* array) const {
    return hn::PromoteTo(WideTag(), part(Narrow(), array + first_));
  }
  /// 1 where there is no array.
  template <class S>
  HWY_INLINE Wide from_or_one(const S* array) const {
    return array == nullptr ? hn::Set(WideTag(), 1.0) : from(array);
  }
  /// Rounded to the array's format.
  HWY_INLINE void to(Wide v, double* array) const { put(WideTag(), v, array + first_); }
  HWY_INLINE void to(Wide v, float* array) const { put(Narrow(), narrow(v), array + first_); }
  template <class M>
  HWY_INLINE bool any(M mask) const {
    const auto present = hn::FirstN(WideTag(), static_cast<std::size_t>(count_));
    return !hn::AllFalse(WideTag(), hn::And(mask, present));
  }

 private:
  HWY_INLINE bool all() const { return count_ == lanes<double>(); }
  template <class D, class S>
  HWY_INLINE hn::Vec<D> part(D d, const S* from) const {
    if (all()) return hn::LoadU(d, from);
    return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count_)), d, from);
  }
  template <class D, class S>
  HWY_INLINE void put(D d, hn::Vec<D> v, S* to) const {
    if (all()) return hn::StoreU(v, d, to);
    hn::BlendedStore(v, hn::FirstN(d, static_cast<std::size_t>(count_)), d, to);
  }

  std::int64_t first_;
  std::int64_t count_;
};

template <class Visit>
HWY_INLINE void for_channels(std::int64_t channels, const Visit& visit) {
  for (std::int64_t c = 0; c < channels; c += lanes<double>()) {
    visit(Several(c, std::min(lanes<double>(), channels - c)));
  }
}

template <class S>
HWY_INLINE Wide rounded(Wide v) {
  if constexpr (std::is_same_v<S, double>) return v;
  return hn::PromoteTo(WideTag(), narrow(v));
}

template <class S>
HWY_INLINE Wide largest() {
  return hn::Set(WideTag(), std::numeric_limits<S>::max());
}

/// Whether invstd*weight, rounded, is no normal number though weight is not 0: the factors must
/// then be taken apart.
template <class S>
HWY_INLINE bool loses_digits(const Several& some, Wide scale, const S* weight) {
  if (weight == nullptr) return false;
  const WideTag d;
  const auto magnitude = hn::Abs(rounded<S>(scale));
  const auto smallest = hn::Set(d, std::numeric_limits<S>::min());
  const auto is_normal = hn::And(hn::Ge(magnitude, smallest), hn::Le(magnitude, largest<S>()));
  return some.any(hn::AndNot(is_normal, hn::Ne(some.from(weight), hn::Zero(d))));
}

/// Where the variance is less than this share of the mean square about the pivot, the pivot lies
/// about four standard deviations off, and too many digits have cancelled.
inline constexpr double kLeastShare = 1.0 / 16;

template <class S>
bool finish_moments(const MomentFinish<S>& f) {
  const WideTag d;
  const auto n = hn::Set(d, f.n);
  const auto zero = hn::Zero(d);
  bool any_moved = false;
  for_channels(f.channels, [&](const Several& some) HWY_ATTR {
    const auto pivot = some.from(f.pivots);
    const auto delta = hn::Div(some.from(f.sums.deviations), n);
    const auto mean_square = hn::Div(some.from(f.sums.squares), n);
    const auto difference = hn::Sub(mean_square, hn::Mul(delta, delta));
    const auto variance = hn::IfThenElse(hn::Lt(difference, zero), zero, difference);
    // Knuth's TwoSum: mean + lost is pivot + delta exactly.
    const auto mean = hn::Add(pivot, delta);
    const auto back = hn::Sub(mean, pivot);
    const auto lost = hn::Add(hn::Sub(pivot, hn::Sub(mean, back)), hn::Sub(delta, back));
    const auto high = rounded<S>(mean);
    const auto far = hn::And(hn::Lt(variance, hn::Mul(hn::Set(d, kLeastShare), mean_square)),
                             hn::Le(hn::Abs(high), largest<S>()));
    const auto moves = hn::And(far, hn::Ne(high, pivot));
    some.to(variance, f.variance);
    some.to(high, f.high);
    some.to(hn::Add(hn::Sub(mean, high), lost), f.low);
    some.to(hn::IfThenElse(moves, high, pivot), f.moved);
    any_moved = any_moved || some.any(moves);
  });
  return any_moved;
}

/// 1/sqrt(variance + eps); `where_degenerate` where both are 0. What S cannot hold may meet a 0,
/// and must not make a NaN of it: then the largest number of S multiplies.
template <class S>
bool finish_scales(const ScaleFinish<S>& f) {
  const WideTag d;
  bool any_loses = false;
  for_channels(f.channels, [&](const Several& some) HWY_ATTR {
    const auto radicand = hn::Add(some.from(f.variance), hn::Set(d, f.eps));
    const auto degenerate = hn::Eq(radicand, hn::Zero(d));
    const auto given = hn::Set(d, f.where_degenerate);
    const auto inverse = hn::Div(hn::Set(d, 1.0), hn::Sqrt(radicand));
    const auto in_range = hn::IfThenElse(hn::Gt(inverse, largest<S>()), largest<S>(), inverse);
    const auto factor = hn::IfThenElse(degenerate, given, in_range);
    some.to(hn::IfThenElse(degenerate, given, inverse), f.saved);
    some.to(factor, f.invstd);
    const auto scale = hn::Mul(factor, some.from_or_one(f.weight));
    some.to(scale, f.scale);
    any_loses = any_loses || loses_digits(some, scale, f.weight);
  });
  return any_loses;
}

template <class S>
bool finish_gradients(const GradientFinish<S>& f) {
  const WideTag d;
  bool any_loses = false;
  const auto n = hn::Set(d, f.n);
  for_channels(f.channels, [&](const Several& some) HWY_ATTR {
    auto invstd = some.from(f.invstd);
    auto low = hn::Zero(d);
    if (f.recentred) {
      invstd = hn::IfThenElse(hn::Gt(invstd, largest<S>()), largest<S>(), invstd);
      low = hn::Div(some.from(f.sums.deviations), n);
    }
    const auto dy = some.from(f.sums.dy);
    const auto dot = hn::Sub(some.from(f.sums.products), hn::Mul(low, dy));
    const auto dweight = hn::Mul(dot, invstd);
    some.to(invstd, f.used);
    some.to(low, f.low);
    some.to(dweight, f.dweight);
    some.to(dy, f.dbias);
    some.to(hn::Div(dy, n), f.mean_dy);
    some.to(hn::Div(hn::Mul(dweight, invstd), n), f.slope);
    const auto scale = hn::Mul(invstd, some.from_or_one(f.weight));
    some.to(scale, f.scale);
    any_loses = any_loses || loses_digits(some, scale, f.weight);
  });
  return any_loses;
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
