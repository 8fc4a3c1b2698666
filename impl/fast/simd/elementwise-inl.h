// What is done to each element once the statistics are known:
// y = ((x - high) - low)*scale*factor + bias, then + residual and relu;
// dx = ((dy - mean_dy) - ((x - high) - low)*slope)*scale*factor.
#if defined(NORMAUDIT_FAST_ELEMENTWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_ELEMENTWISE_INL_H
#undef NORMAUDIT_FAST_ELEMENTWISE_INL_H
#else
#define NORMAUDIT_FAST_ELEMENTWISE_INL_H
#endif

#include "impl/fast/kernels.h"
#include "impl/fast/simd/columns-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// A channel's terms, the same for all its elements.
template <class S>
struct OfChannel {
  std::int64_t channel;
  HWY_INLINE Vector<S> operator()(const S* terms) const {
    return hn::Set(Tag<S>(), terms[channel]);
  }
};

/// Those of some columns from `first` on.
template <class S, bool kFew>
struct OfColumns {
  std::int64_t first;
  std::int64_t count;
  HWY_INLINE Vector<S> operator()(const S* terms) const {
    return load_columns<kFew>(terms + first, count);
  }
};

/// The elements from `place` on, or `count` of them.
template <class T, bool kFactor, bool kFused>
class Normalized {
 public:
  using S = Statistic<T>;
  template <class Of>
  HWY_INLINE Normalized(const NormalizeRuns<T>& runs, const NormalizeTerms<S>& terms, const Of& of)
      : x_(runs.x),
        residual_(runs.fusion.residual),
        relu_(runs.fusion.relu),
        high_(of(terms.high)),
        low_(of(terms.low)),
        scale_(of(terms.scale)),
        factor_(kFactor ? of(terms.factor) : scale_),
        bias_(of(terms.bias)) {}

  template <bool kFew>
  HWY_INLINE Vector<S> at(std::int64_t place, std::int64_t count) const {
    const auto x = load_columns<kFew>(x_ + place, count);
    auto v = hn::Mul(hn::Sub(hn::Sub(x, high_), low_), scale_);
    if constexpr (kFactor) v = hn::Mul(v, factor_);
    v = hn::Add(v, bias_);
    if constexpr (kFused) {
      if (residual_ != nullptr) v = hn::Add(v, load_columns<kFew>(residual_ + place, count));
      const auto zero = hn::Zero(Tag<S>());
      // Not Max, which may drop a NaN.
      if (relu_) v = hn::IfThenElse(hn::Lt(v, zero), zero, v);
    }
    return v;
  }

 private:
  const T* x_;
  const T* residual_;
  bool relu_;
  Vector<S> high_, low_, scale_, factor_, bias_;
};

template <class T, bool kFactor, bool kMasked>
class Differentiated {
 public:
  using S = Statistic<T>;
  template <class Of>
  HWY_INLINE Differentiated(const GradientRuns<T>& runs, const GradientTerms<S>& terms,
                            const Of& of)
      : from_(runs.from),
        high_(of(terms.high)),
        low_(of(terms.low)),
        slope_(of(terms.slope)),
        mean_dy_(of(terms.mean_dy)),
        scale_(of(terms.scale)),
        factor_(kFactor ? of(terms.factor) : scale_) {}

  template <bool kFew>
  HWY_INLINE Vector<S> at(std::int64_t place, std::int64_t count) const {
    auto dy = load_columns<kFew>(from_.dy + place, count);
    if constexpr (kMasked) dy = counted<true>(dy, load_columns<kFew>(from_.y + place, count));
    const auto x = load_columns<kFew>(from_.x + place, count);
    const auto slope = hn::Mul(hn::Sub(hn::Sub(x, high_), low_), slope_);
    const auto v = hn::Mul(hn::Sub(hn::Sub(dy, mean_dy_), slope), scale_);
    return kFactor ? hn::Mul(v, factor_) : v;
  }

 private:
  GradientSource<T> from_;
  Vector<S> high_, low_, slope_, mean_dy_, scale_, factor_;
};

/// dy where it counts, for dresidual: nothing else is asked of a channel.
template <class T>
struct Counted {
  template <bool kFew>
  HWY_INLINE Vector<Statistic<T>> at(std::int64_t place, std::int64_t count) const {
    const auto dy = load_columns<kFew>(from.dy + place, count);
    if (from.y == nullptr) return dy;
    return counted<true>(dy, load_columns<kFew>(from.y + place, count));
  }

  const GradientSource<T>& from;
};

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
