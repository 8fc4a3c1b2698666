// Sums over the columns of a matrix, 8 rows at a time: the channels of channels-last arrays, or the
// places of small planes, whose sums a channel adds up afterwards.
#if defined(NORMAUDIT_FAST_COLUMNS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_COLUMNS_INL_H
#undef NORMAUDIT_FAST_COLUMNS_INL_H
#else
#define NORMAUDIT_FAST_COLUMNS_INL_H
#endif

#include "impl/fast/kernels.h"
#include "impl/fast/simd/runs-inl.h"

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

template <class T>
void sum_columns(const T* x, const Runs& rows, const Statistic<T>* pivots, const MomentSums& sums) {
  using S = Statistic<T>;
  for (std::int64_t row = 0; row < rows.count; row += kLeafRows) {
    const T* leaf = x + row * rows.stride;
    const auto add_leaf = [&]<int kRows>() HWY_ATTR {
      for_columns<S>(rows.length, [&]<bool kFew>(std::int64_t c, std::int64_t count) HWY_ATTR {
        const auto pivot = load_columns<kFew>(pivots + c, count);
        Vector<S> v[kRows];
        for (int r = 0; r < kRows; ++r) {
          const T* place = leaf + r * rows.stride + c;
          v[r] = hn::Sub(load_columns<kFew>(place, count), pivot);
          if constexpr (!kFew) hwy::Prefetch(place + kLeafRows * rows.stride);
        }
        add_widened(tree<0, kRows>(v), sums.deviations + c);
        add_widened(tree_of_squares<kRows>(v), sums.squares + c);
      });
    };
    visit_rows(rows.count - row, add_leaf);
  }
}

template <bool kMasked, class T>
void dot_columns_of(const GradientSource<T>& from, const Runs& rows, const Statistic<T>* means,
                    const GradientSums& sums) {
  using S = Statistic<T>;
  for (std::int64_t row = 0; row < rows.count; row += kLeafRows) {
    const std::int64_t leaf = row * rows.stride;
    const auto add_leaf = [&]<int kRows>() HWY_ATTR {
      for_columns<S>(rows.length, [&]<bool kFew>(std::int64_t c, std::int64_t count) HWY_ATTR {
        const auto mean = load_columns<kFew>(means + c, count);
        Vector<S> v[kRows];
        Vector<S> w[kRows];
        for (int r = 0; r < kRows; ++r) {
          const std::int64_t place = leaf + r * rows.stride + c;
          v[r] = hn::Sub(load_columns<kFew>(from.x + place, count), mean);
          w[r] = load_columns<kFew>(from.dy + place, count);
          if constexpr (kMasked) {
            w[r] = counted<true>(w[r], load_columns<kFew>(from.y + place, count));
          }
          if constexpr (!kFew) {
            hwy::Prefetch(from.x + place + kLeafRows * rows.stride);
            hwy::Prefetch(from.dy + place + kLeafRows * rows.stride);
          }
        }
        add_widened(tree<0, kRows>(w), sums.dy + c);
        add_widened(tree_of_products<kRows>(v, w), sums.products + c);
        add_widened(tree<0, kRows>(v), sums.deviations + c);
      });
    };
    visit_rows(rows.count - row, add_leaf);
  }
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
