// Sums over the columns of a matrix, 8 rows at a time: the channels of channels-last arrays, or the
// places of small planes, whose sums a channel adds up afterwards.
#if defined(NORMAUDIT_FAST_COLUMNS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_COLUMNS_INL_H
#undef NORMAUDIT_FAST_COLUMNS_INL_H
#else
#define NORMAUDIT_FAST_COLUMNS_INL_H
#endif

#include "impl/fast/kernels.h"
#include "impl/fast/simd/run_leaves-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// Calls body.template operator()<false>(column, lanes) for each vector of columns and, for the few
/// that are left, body.template operator()<true>(column, count).
template <class S, class Body>
HWY_INLINE void for_columns(std::int64_t width, const Body& body) {
  std::int64_t column = 0;
  for (; column + lanes<S>() <= width; column += lanes<S>()) {
    body.template operator()<false>(column, lanes<S>());
  }
  if (column < width) body.template operator()<true>(column, width - column);
}

template <bool kFew, class T>
HWY_INLINE Vector<Statistic<T>> load_columns(const T* from, std::int64_t count) {
  if constexpr (kFew) return load_first(from, count);
  return load(from);
}

/// Calls add.template operator()<rows>(place of the first row, from one row to the next) for each
/// leaf. The rows of a leaf are an eighth of these rows apart, so that a leaf's rows go on where
/// those of the leaf before ended: streams that processors see. Neighbours that are read in turn,
/// several in one page, look like no stream at all.
template <class Add>
HWY_INLINE void for_leaves(const Runs& rows, const Add& add) {
  const std::int64_t leaves = rows.count / kLeafRows;
  for (std::int64_t leaf = 0; leaf < leaves; ++leaf) {
    add.template operator()<kLeafRows>(leaf * rows.stride, leaves * rows.stride);
  }
  const std::int64_t rest = rows.count - leaves * kLeafRows;
  if (rest == 0) return;
  const std::int64_t first = leaves * kLeafRows * rows.stride;
  visit_rows(rest,
             [&]<int kRows>() HWY_ATTR { add.template operator()<kRows>(first, rows.stride); });
}

// Lambdas take copies: what is behind a reference the stores to the sums might change.
template <class T>
void sum_columns(const T* x, const Runs& rows, const Statistic<T>* pivots, const MomentSums& sums) {
  using S = Statistic<T>;
  for_leaves(rows, [x, pivots, sums, length = rows.length]<int kRows>(std::int64_t first,
                                                                      std::int64_t step) HWY_ATTR {
    const T* leaf = x + first;
    for_columns<S>(length, [=]<bool kFew>(std::int64_t c, std::int64_t count) NORMAUDIT_INLINE {
      const auto pivot = load_columns<kFew>(pivots + c, count);
      Vector<S> v[kRows];
      for (int r = 0; r < kRows; ++r) {
        v[r] = hn::Sub(load_columns<kFew>(leaf + r * step + c, count), pivot);
      }
      add_widened(tree<0, kRows>(v), sums.deviations + c);
      add_widened(tree_of_squares<kRows>(v), sums.squares + c);
    });
  });
}

template <bool kMasked, class T>
void dot_columns_of(const GradientSource<T>& from, const Runs& rows, const Statistic<T>* means,
                    const GradientSums& sums) {
  using S = Statistic<T>;
  for_leaves(rows, [from, means, sums, length = rows.length]<int kRows>(
                       std::int64_t first, std::int64_t step) HWY_ATTR {
    const GradientSource<T> leaf = from + first;
    for_columns<S>(length, [=]<bool kFew>(std::int64_t c, std::int64_t count) NORMAUDIT_INLINE {
      const auto mean = load_columns<kFew>(means + c, count);
      Vector<S> v[kRows];
      Vector<S> w[kRows];
      for (int r = 0; r < kRows; ++r) {
        const std::int64_t place = r * step + c;
        v[r] = hn::Sub(load_columns<kFew>(leaf.x + place, count), mean);
        w[r] = load_columns<kFew>(leaf.dy + place, count);
        if constexpr (kMasked) {
          w[r] = counted<true>(w[r], load_columns<kFew>(leaf.y + place, count));
        }
      }
      add_widened(tree<0, kRows>(w), sums.dy + c);
      add_widened(tree_of_products<kRows>(v, w), sums.products + c);
      add_widened(tree<0, kRows>(v), sums.deviations + c);
    });
  });
}

template <class T>
void dot_columns(const GradientSource<T>& from, const Runs& rows, const Statistic<T>* means,
                 const GradientSums& sums) {
  return from.y == nullptr ? dot_columns_of<false>(from, rows, means, sums)
                           : dot_columns_of<true>(from, rows, means, sums);
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
