// What one leaf of a run adds to its channel's sums. A run is rows of a cache line each, and what
// is left: the run's last row once more, without the numbers already seen.
#if defined(NORMAUDIT_FAST_RUN_LEAVES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_RUN_LEAVES_INL_H
#undef NORMAUDIT_FAST_RUN_LEAVES_INL_H
#else
#define NORMAUDIT_FAST_RUN_LEAVES_INL_H
#endif

#include <algorithm>
#include <array>

#include "impl/fast/kernels.h"
#include "impl/fast/simd/leaf-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// What a kernel asks for ahead of itself: a plain stream of loads leaves bandwidth unused.
inline constexpr std::int64_t kAheadBytes = 1024;

template <class T>
HWY_INLINE void ask_for(const T* place) {
  hwy::Prefetch(reinterpret_cast<const char*>(place) + kAheadBytes);
}

/// How a run is cut: leaves of kLeafRows rows, then one of what is left, whose last row overlaps
/// the one before. The same for all runs of a call.
template <class S>
struct Cut {
  HWY_INLINE explicit Cut(std::int64_t run_length)
      : leaves(run_length / (kLeafRows * kRow<S>)),
        first(leaves * kLeafRows * kRow<S>),
        last(run_length - kRow<S>),
        rows((run_length - first + kRow<S> - 1) / kRow<S>) {
    const std::int64_t seen = first + rows * kRow<S> - run_length;
    for (int p = 0; p < kParts<S>; ++p) {
      const std::int64_t skip = std::clamp<std::int64_t>(seen - p * lanes<S>(), 0, lanes<S>());
      skipped[p] = hn::FirstN(Tag<S>(), static_cast<std::size_t>(skip));
    }
  }

  std::int64_t leaves;
  std::int64_t first;  ///< of the leaf of what is left
  std::int64_t last;   ///< its last row
  std::int64_t rows;   ///< and how many it has
  std::array<hn::Mask<Tag<S>>, kParts<S>> skipped;
};

/// The lanes of a channel's k-th sum.
HWY_INLINE const double* lane_sums(const double* lanes, int k) {
  return lanes == nullptr ? nullptr : lanes + k * kWideLanes;
}

template <class V>
HWY_INLINE V only_first(std::int64_t count, V v) {
  return hn::IfThenElseZero(hn::FirstN(hn::DFromV<V>(), static_cast<std::size_t>(count)), v);
}

/// x - pivot and its square.
template <class T>
class MomentLeaves {
 public:
  using S = Statistic<T>;
  static constexpr int kSums = 2;
  static constexpr bool kCommon = true;
  HWY_INLINE MomentLeaves(S pivot, const double* lanes_so_far)
      : pivot_(hn::Set(Tag<S>(), pivot)),
        deviations_(lanes_so_far),
        squares_(lane_sums(lanes_so_far, 1)) {}

  HWY_INLINE void start(const T* x) { x_ = x; }

  /// kRows rows from `first` on, or, of what is left, all but the last one.
  template <int kRows, bool kIsLast>
  HWY_INLINE void add(std::int64_t first, const Cut<S>& cut) {
    std::array<Vector<S>, kParts<S>> sums;
    std::array<Vector<S>, kParts<S>> squares;
    for (int p = 0; p < kParts<S>; ++p) {
      const std::int64_t part = p * lanes<S>();
      Vector<S> v[kRows];
      for (int r = 0; r < kRows; ++r) {
        const bool overlaps = kIsLast && r + 1 == kRows;
        const auto row = at(part + (overlaps ? cut.last : first + r * kRow<S>));
        v[r] = overlaps ? hn::IfThenZeroElse(cut.skipped[p], row) : row;
      }
      sums[p] = tree<0, kRows>(v);
      squares[p] = tree_of_squares<kRows>(v);
    }
    for (int r = 0; r < kRows; ++r) ask_for(x_ + first + r * kRow<S>);
    deviations_.add(sums);
    squares_.add(squares);
  }

  /// A run shorter than a row.
  HWY_INLINE void add_short(std::int64_t length) {
    std::array<Vector<S>, kParts<S>> sums;
    std::array<Vector<S>, kParts<S>> squares;
    for (int p = 0; p < kParts<S>; ++p) {
      const std::int64_t part = p * lanes<S>();
      const std::int64_t count = std::clamp<std::int64_t>(length - part, 0, lanes<S>());
      sums[p] = only_first(count, hn::Sub(load_first(x_ + part, count), pivot_));
      squares[p] = hn::Mul(sums[p], sums[p]);
    }
    deviations_.add(sums);
    squares_.add(squares);
  }

  HWY_INLINE void store(double* to) const {
    deviations_.store(to);
    squares_.store(to + kWideLanes);
  }
  static std::array<double*, kSums> in_order(const MomentSums& sums) {
    return {sums.deviations, sums.squares};
  }

 private:
  HWY_INLINE Vector<S> at(std::int64_t place) const { return hn::Sub(load(x_ + place), pivot_); }

  Vector<S> pivot_;
  const T* x_ = nullptr;
  WideSums deviations_;
  WideSums squares_;
};

/// dy where it counts.
template <bool kMasked, class V>
HWY_INLINE V counted(V dy, V y) {
  if constexpr (kMasked) return hn::IfThenElseZero(hn::Gt(y, hn::Zero(hn::DFromV<V>())), dy);
  return dy;
}

/// dy, x - mean and their product.
template <class T, bool kMasked>
class GradientLeaves {
 public:
  using S = Statistic<T>;
  static constexpr int kSums = 3;
  static constexpr bool kCommon = !kMasked;
  HWY_INLINE GradientLeaves(S mean, const double* lanes_so_far)
      : mean_(hn::Set(Tag<S>(), mean)),
        dy_sum_(lanes_so_far),
        product_sum_(lane_sums(lanes_so_far, 1)),
        deviation_sum_(lane_sums(lanes_so_far, 2)) {}

  HWY_INLINE void start(const GradientSource<T>& from, std::int64_t place) {
    x_ = from.x + place;
    dy_ = from.dy + place;
    if constexpr (kMasked) y_ = from.y + place;
  }

  template <int kRows, bool kIsLast>
  HWY_INLINE void add(std::int64_t first, const Cut<S>& cut) {
    std::array<Vector<S>, kParts<S>> dys;
    std::array<Vector<S>, kParts<S>> products;
    std::array<Vector<S>, kParts<S>> deviations;
    for (int p = 0; p < kParts<S>; ++p) {
      const std::int64_t part = p * lanes<S>();
      Vector<S> v[kRows];
      Vector<S> w[kRows];
      for (int r = 0; r < kRows; ++r) {
        const bool overlaps = kIsLast && r + 1 == kRows;
        const std::int64_t place = part + (overlaps ? cut.last : first + r * kRow<S>);
        v[r] = overlaps ? hn::IfThenZeroElse(cut.skipped[p], at(place)) : at(place);
        w[r] = overlaps ? hn::IfThenZeroElse(cut.skipped[p], dy_at(place)) : dy_at(place);
      }
      dys[p] = tree<0, kRows>(w);
      products[p] = tree_of_products<kRows>(v, w);
      deviations[p] = tree<0, kRows>(v);
    }
    for (int r = 0; r < kRows; ++r) {
      ask_for(x_ + first + r * kRow<S>);
      ask_for(dy_ + first + r * kRow<S>);
    }
    add_all(dys, products, deviations);
  }

  HWY_INLINE void add_short(std::int64_t length) {
    std::array<Vector<S>, kParts<S>> dys;
    std::array<Vector<S>, kParts<S>> products;
    std::array<Vector<S>, kParts<S>> deviations;
    for (int p = 0; p < kParts<S>; ++p) {
      const std::int64_t part = p * lanes<S>();
      const std::int64_t count = std::clamp<std::int64_t>(length - part, 0, lanes<S>());
      dys[p] = load_first(dy_ + part, count);
      if constexpr (kMasked) dys[p] = counted<true>(dys[p], load_first(y_ + part, count));
      deviations[p] = only_first(count, hn::Sub(load_first(x_ + part, count), mean_));
      products[p] = hn::Mul(deviations[p], dys[p]);
    }
    add_all(dys, products, deviations);
  }

  HWY_INLINE void store(double* to) const {
    dy_sum_.store(to);
    product_sum_.store(to + kWideLanes);
    deviation_sum_.store(to + 2 * kWideLanes);
  }
  static std::array<double*, kSums> in_order(const GradientSums& sums) {
    return {sums.dy, sums.products, sums.deviations};
  }

 private:
  using Row = std::array<Vector<S>, kParts<S>>;

  HWY_INLINE Vector<S> at(std::int64_t place) const { return hn::Sub(load(x_ + place), mean_); }
  HWY_INLINE Vector<S> dy_at(std::int64_t place) const {
    if constexpr (kMasked) return counted<true>(load(dy_ + place), load(y_ + place));
    return load(dy_ + place);
  }
  HWY_INLINE void add_all(const Row& dys, const Row& products, const Row& deviations) {
    dy_sum_.add(dys);
    product_sum_.add(products);
    deviation_sum_.add(deviations);
  }

  Vector<S> mean_;
  const T* x_ = nullptr;
  const T* dy_ = nullptr;
  const T* y_ = nullptr;
  WideSums dy_sum_;
  WideSums product_sum_;
  WideSums deviation_sum_;
};

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
