// Leaves of a sum: up to 8 rows of S added in a tree, paired in their order, then widened and added
// to float64 sums. The same additions whatever the width of a vector.
#if defined(NORMAUDIT_FAST_LEAF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_LEAF_INL_H
#undef NORMAUDIT_FAST_LEAF_INL_H
#else
#define NORMAUDIT_FAST_LEAF_INL_H
#endif

#include <array>

#include "impl/fast/simd/totals-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// The numbers that a run's sums take at a time: a cache line of S.
template <class S>
inline constexpr std::int64_t kRow = static_cast<std::int64_t>(64 / sizeof(S));
/// Vectors of S in a row, and of double in the 8 sums of a row's lanes.
template <class S>
inline constexpr int kParts = static_cast<int>(kRow<S> / lanes<S>());
inline constexpr int kWideParts = kWideLanes / static_cast<int>(lanes<double>());

/// Of v[First], ..., v[First + Count - 1]: the left half is the largest power of two below Count.
template <int kFirst, int kCount, class V>
HWY_INLINE V tree(const V* v) {
  if constexpr (kCount == 1) {
    return v[kFirst];
  } else {
    constexpr int kLeft = kCount > 4 ? 4 : kCount > 2 ? 2 : 1;
    return hn::Add(tree<kFirst, kLeft>(v), tree<kFirst + kLeft, kCount - kLeft>(v));
  }
}

template <int kCount, class V>
HWY_INLINE V tree_of_squares(const V* v) {
  V squares[kCount];
  for (int r = 0; r < kCount; ++r) squares[r] = hn::Mul(v[r], v[r]);
  return tree<0, kCount>(squares);
}

template <int kCount, class V>
HWY_INLINE V tree_of_products(const V* v, const V* w) {
  V products[kCount];
  for (int r = 0; r < kCount; ++r) products[r] = hn::Mul(v[r], w[r]);
  return tree<0, kCount>(products);
}

/// Vectors of double that hold a vector of float: one where vectors are scalars.
inline constexpr int kWidened = static_cast<int>(lanes<float>() / lanes<double>());

HWY_INLINE void widen(Vector<float> v, Vector<double>* wide) {
#if HWY_TARGET == HWY_SCALAR
  wide[0] = hn::PromoteTo(Tag<double>(), v);
#else
  const hn::Half<Tag<float>> half;
  wide[0] = hn::PromoteTo(Tag<double>(), hn::LowerHalf(half, v));
  wide[1] = hn::PromoteTo(Tag<double>(), hn::UpperHalf(half, v));
#endif
}

/// Eight float64 sums of a row's lanes; lane l and lane l + 8 share one.
class WideSums {
 public:
  /// Those that `store` left in memory, or zeros where there are none.
  HWY_INLINE explicit WideSums(const double* from) {
    const Tag<double> d;
    for (int p = 0; p < kWideParts; ++p) {
      sums_[p] = from == nullptr ? hn::Zero(d) : hn::LoadU(d, from + p * lanes<double>());
    }
  }
  HWY_INLINE void store(double* to) const {
    for (int p = 0; p < kWideParts; ++p) {
      hn::StoreU(sums_[p], Tag<double>(), to + p * lanes<double>());
    }
  }

  HWY_INLINE void add(const std::array<Vector<double>, kParts<double>>& row) {
    for (int p = 0; p < kParts<double>; ++p) sums_[p] = hn::Add(sums_[p], row[p]);
  }

  HWY_INLINE void add(const std::array<Vector<float>, kParts<float>>& row) {
    constexpr int kPairs = kParts<float> / 2;
    for (int p = 0; p < kPairs; ++p) {
      Vector<double> wide[2];
      widen(hn::Add(row[p], row[p + kPairs]), wide);
      for (int half = 0; half < kWidened; ++half) {
        sums_[kWidened * p + half] = hn::Add(sums_[kWidened * p + half], wide[half]);
      }
    }
#if HWY_TARGET != HWY_SCALAR
    if constexpr (kPairs == 0) {
      const hn::Half<Tag<float>> half;
      const auto pairs = hn::Add(hn::LowerHalf(half, row[0]), hn::UpperHalf(half, row[0]));
      sums_[0] = hn::Add(sums_[0], hn::PromoteTo(Tag<double>(), pairs));
    }
#endif
  }

 private:
  Vector<double> sums_[kWideParts];
};

/// Adds a vector of S to as many float64 sums in memory.
HWY_INLINE void add_widened(Vector<double> v, double* sums) { store(hn::Add(load(sums), v), sums); }
HWY_INLINE void add_widened(Vector<float> v, double* sums) {
  Vector<double> wide[2];
  widen(v, wide);
  for (int half = 0; half < kWidened; ++half) {
    add_widened(wide[half], sums + half * lanes<double>());
  }
}

/// Calls leaf.template operator()<r>() for the r = rows, 1 to 8, and with 8 for more.
template <class Leaf>
HWY_INLINE void visit_rows(std::int64_t rows, Leaf leaf) {
  switch (rows) {
    case 1:
      return leaf.template operator()<1>();
    case 2:
      return leaf.template operator()<2>();
    case 3:
      return leaf.template operator()<3>();
    case 4:
      return leaf.template operator()<4>();
    case 5:
      return leaf.template operator()<5>();
    case 6:
      return leaf.template operator()<6>();
    case 7:
      return leaf.template operator()<7>();
    default:
      return leaf.template operator()<8>();
  }
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
