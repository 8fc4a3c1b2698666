// One instruction set's kernels of one storage format.
#if defined(NORMAUDIT_FAST_TABLE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_TABLE_INL_H
#undef NORMAUDIT_FAST_TABLE_INL_H
#else
#define NORMAUDIT_FAST_TABLE_INL_H
#endif

#include "impl/fast/kernels.h"
#include "impl/fast/simd/columns-inl.h"
#include "impl/fast/simd/elementwise-inl.h"
#include "impl/fast/simd/finish-inl.h"
#include "impl/fast/simd/runs-inl.h"
#include "impl/fast/simd/stores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

/// Calls visit.operator()<a, b>().
template <class Visit>
HWY_INLINE void visit_flags(bool a, bool b, const Visit& visit) {
  if (a)
    return b ? visit.template operator()<true, true>() : visit.template operator()<true, false>();
  return b ? visit.template operator()<false, true>() : visit.template operator()<false, false>();
}

template <class T>
bool is_fused(const Fusion<T>& fusion) {
  return fusion.residual != nullptr || fusion.relu;
}

template <class T>
void normalize_runs(const NormalizeRuns<T>& data, const Channels& channels,
                    const NormalizeTerms<Statistic<T>>& terms) {
  const auto visit = [&]<bool kFactor, bool kFused>() HWY_ATTR {
    store_channels(Output<T>{.to = data.y, .streaming = data.streaming}, channels,
                   [data, terms](std::int64_t c) HWY_ATTR {
                     return Normalized<T, kFactor, kFused>(data, terms, OfChannel<Statistic<T>>{c});
                   });
  };
  visit_flags(terms.factor != nullptr, is_fused(data.fusion), visit);
}
template <class T>
void normalize_columns(const NormalizeRuns<T>& data, const Runs& rows,
                       const NormalizeTerms<Statistic<T>>& terms) {
  const auto visit = [&]<bool kFactor, bool kFused>() HWY_ATTR {
    const auto body_of = [data, terms]<bool kFew>(std::int64_t first, std::int64_t count) HWY_ATTR {
      const OfColumns<Statistic<T>, kFew> columns{first, count};
      return Normalized<T, kFactor, kFused>(data, terms, columns);
    };
    store_columns(Output<T>{.to = data.y, .streaming = data.streaming}, rows, body_of);
  };
  visit_flags(terms.factor != nullptr, is_fused(data.fusion), visit);
}
template <class T>
void differentiate_runs(const GradientRuns<T>& data, const Channels& channels,
                        const GradientTerms<Statistic<T>>& terms) {
  const auto visit = [&]<bool kFactor, bool kMasked>() HWY_ATTR {
    store_channels(Output<T>{.to = data.dx, .streaming = data.streaming}, channels,
                   [data, terms](std::int64_t c) HWY_ATTR {
                     return Differentiated<T, kFactor, kMasked>(data, terms,
                                                                OfChannel<Statistic<T>>{c});
                   });
  };
  visit_flags(terms.factor != nullptr, data.from.y != nullptr, visit);
}
template <class T>
void differentiate_columns(const GradientRuns<T>& data, const Runs& rows,
                           const GradientTerms<Statistic<T>>& terms) {
  const auto visit = [&]<bool kFactor, bool kMasked>() HWY_ATTR {
    const auto body_of = [data, terms]<bool kFew>(std::int64_t first, std::int64_t count) HWY_ATTR {
      const OfColumns<Statistic<T>, kFew> columns{first, count};
      return Differentiated<T, kFactor, kMasked>(data, terms, columns);
    };
    store_columns(Output<T>{.to = data.dx, .streaming = data.streaming}, rows, body_of);
  };
  visit_flags(terms.factor != nullptr, data.from.y != nullptr, visit);
}
template <class T>
void count_runs(const GradientSource<T>& from, const Runs& runs, T* to) {
  for (std::int64_t run = 0; run < runs.count; ++run) {
    store_run<false>(to, {.place = run * runs.stride, .length = runs.length},
                     Counted<T>{.from = from});
  }
}

template <class T>
inline constexpr Kernels<T> kKernels = {
    .sum_runs = sum_runs<T>,
    .dot_runs = dot_runs<T>,
    .normalize_runs = normalize_runs<T>,
    .differentiate_runs = differentiate_runs<T>,
    .sum_columns = sum_columns<T>,
    .dot_columns = dot_columns<T>,
    .normalize_columns = normalize_columns<T>,
    .differentiate_columns = differentiate_columns<T>,
    .count_runs = count_runs<T>,
    .finish_moments = finish_moments<Statistic<T>>,
    .finish_scales = finish_scales<Statistic<T>>,
    .finish_gradients = finish_gradients<Statistic<T>>,
};

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
