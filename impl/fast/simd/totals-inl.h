// Totals of channels' lanes, ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)): of a vector of
// channels at a time, for a channel of 49 numbers costs no more to read than its lanes to add up.
#if defined(NORMAUDIT_FAST_TOTALS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_TOTALS_INL_H
#undef NORMAUDIT_FAST_TOTALS_INL_H
#else
#define NORMAUDIT_FAST_TOTALS_INL_H
#endif

#include "impl/fast/simd/numbers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {

inline constexpr int kWideLanes = 8;

HWY_INLINE double total(const double* s) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

#if HWY_TARGET != HWY_SCALAR
/// Of two channels each: the halves of either vector added, side by side.
HWY_INLINE Vector<double> fold(Vector<double> a, Vector<double> b) {
  const Tag<double> d;
  return hn::Add(hn::ConcatLowerLower(d, b, a), hn::ConcatUpperUpper(d, b, a));
}

/// Of channels p and q, s0 + s4 + s2 + s6 and the same of the odd lanes, in blocks of two: p, q
/// where a vector has two blocks; where it has four, p, p + 2, q, q + 2.
HWY_INLINE Vector<double> pairs(const double* lanes_of_p, std::int64_t p_to_q, std::int64_t step) {
  const Tag<double> d;
  const double* const lanes_of_q = lanes_of_p + p_to_q * step;
  if constexpr (hn::MaxLanes(d) == 4) {
    const auto four_of = [](const double* s) HWY_ATTR { return hn::Add(load(s), load(s + 4)); };
    return fold(four_of(lanes_of_p), four_of(lanes_of_q));
  } else {
    const auto a = fold(load(lanes_of_p), load(lanes_of_q));
    const auto b = fold(load(lanes_of_p + 2 * step), load(lanes_of_q + 2 * step));
    return hn::Add(hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a),
                   hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a)));
  }
}
#endif

/// Adds to sums[c] the total of the lanes at `of_channels` + c*step, for c below `count`.
HWY_INLINE void add_totals(const double* of_channels, std::int64_t step, std::int64_t count,
                           double* sums) {
  std::int64_t c = 0;
#if HWY_TARGET != HWY_SCALAR
  const Tag<double> d;
  for (; c + lanes<double>() <= count; c += lanes<double>()) {
    const double* const first = of_channels + c * step;
    const auto even = pairs(first, lanes<double>() / 2, step);
    const auto odd = pairs(first + step, lanes<double>() / 2, step);
    const auto totals =
        hn::Add(hn::InterleaveLower(d, even, odd), hn::InterleaveUpper(d, even, odd));
    store(hn::Add(load(sums + c), totals), sums + c);
  }
#endif
  for (; c < count; ++c) sums[c] += total(of_channels + c * step);
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
