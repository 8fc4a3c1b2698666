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

/// Rows shorter than this are asked for ahead; of longer ones each is a stream that processors see.
inline constexpr std::int64_t kNarrowRow = 256;

/// Where the next leaf has the same number.
template <bool kAsks, class T>
HWY_INLINE void ask_next_leaf(const T* place, std::int64_t stride) {
  if constexpr (kAsks) hwy::Prefetch(place + kLeafRows * stride);
}

/// Calls add.template operator()<rows, asks>(first row) for each leaf.
template <class Add>
HWY_INLINE void for_leaves(const Runs& rows, const Add& add) {
  std::int64_t row = 0;
  // Not the last leaf: there is nothing to ask for.
  const auto add_most = [&]<bool kAsks>() HWY_ATTR {
    for (; row + kLeafRows < rows.count; row += kLeafRows) {
      add.template operator()<kLeafRows, kAsks>(row);
    }
  };
  if (rows.length < kNarrowRow) {
    add_most.template operator()<true>();
  } else {
    add_most.template operator()<false>();
  }
  if (row == rows.count) return;  // no rows at all
  visit_rows(rows.count - row,
             [&]<int kRows>() HWY_ATTR { add.template operator()<kRows, false>(row); });
}

// Lambdas take copies: what is behind a reference the stores to the sums might change.
template <class T>
void sum_columns(const T* x, const Runs& rows, const Statistic<T>* pivots, const MomentSums& sums) {
  using S = Statistic<T>;
  for_leaves(rows, [x, pivots, sums, stride = rows.stride,
                    length = rows.length]<int kRows, bool kAsks>(std::int64_t row) HWY_ATTR {
    const T* leaf = x + row * stride;
    for_columns<S>(length, [=]<bool kFew>(std::int64_t c, std::int64_t count) NORMAUDIT_INLINE {
      const auto pivot = load_columns<kFew>(pivots + c, count);
      Vector<S> v[kRows];
      for (int r = 0; r < kRows; ++r) {
        const T* place = leaf + r * stride + c;
        v[r] = hn::Sub(load_columns<kFew>(place, count), pivot);
        ask_next_leaf<kAsks && !kFew>(place, stride);
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
  for_leaves(rows, [from, means, sums, stride = rows.stride,
                    length = rows.length]<int kRows, bool kAsks>(std::int64_t row) HWY_ATTR {
    const GradientSource<T> leaf = from + row * stride;
    for_columns<S>(length, [=]<bool kFew>(std::int64_t c, std::int64_t count) NORMAUDIT_INLINE {
      const auto mean = load_columns<kFew>(means + c, count);
      Vector<S> v[kRows];
      Vector<S> w[kRows];
      for (int r = 0; r < kRows; ++r) {
        const std::int64_t place = r * stride + c;
        v[r] = hn::Sub(load_columns<kFew>(leaf.x + place, count), mean);
        w[r] = load_columns<kFew>(leaf.dy + place, count);
        if constexpr (kMasked) {
          w[r] = counted<true>(w[r], load_columns<kFew>(leaf.y + place, count));
        }
        ask_next_leaf<kAsks && !kFew>(leaf.x + place, stride);
        ask_next_leaf<kAsks && !kFew>(leaf.dy + place, stride);
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
