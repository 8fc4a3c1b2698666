// Totals of channels' lanes, ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)): of a vector of
// channels at a time, since adding up a channel's lanes takes as long as reading its 49 numbers.
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

/// The lanes of one sum of some channels.
struct LanesOfChannels {
  const double* first;  ///< kWideLanes of each channel
  std::int64_t step;    ///< to the next channel's
  std::int64_t count;   ///< channels
};

#if HWY_TARGET != HWY_SCALAR
/// Of two channels each: the halves of either vector added, side by side.
HWY_INLINE Vector<double> fold(Vector<double> a, Vector<double> b) {
  const Tag<double> d;
  return hn::Add(hn::ConcatLowerLower(d, b, a), hn::ConcatUpperUpper(d, b, a));
}

/// Of channels p and q, (s0 + s4) + (s2 + s6) and the same of the odd lanes, in blocks of two: p
/// and q where a vector has two blocks; where it has four, p, the second after p, q, the second
/// after q.
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

/// Adds to each channel's sum the total of its lanes.
HWY_INLINE void add_totals(const LanesOfChannels& of, double* sums) {
  std::int64_t c = 0;
#if HWY_TARGET != HWY_SCALAR
  const Tag<double> d;
  if constexpr (hn::MaxLanes(d) >= 4) {  // a vector of two channels is not worth it
    for (; c + lanes<double>() <= of.count; c += lanes<double>()) {
      const double* const first = of.first + c * of.step;
      const auto even = pairs(first, lanes<double>() / 2, of.step);
      const auto odd = pairs(first + of.step, lanes<double>() / 2, of.step);
      const auto totals =
          hn::Add(hn::InterleaveLower(d, even, odd), hn::InterleaveUpper(d, even, odd));
      store(hn::Add(load(sums + c), totals), sums + c);
    }
  }
#endif
  for (; c < of.count; ++c) sums[c] += total(of.first + c * of.step);
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
