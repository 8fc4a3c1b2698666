#pragma once
// The loops over elements, one table of them per instruction set. Declarations and plain data only:
// this header is included where flags differ, and an inline function emitted there could end up in
// a program run on a lesser machine.

#include <cstddef>
#include <cstdint>

#include "reference/fast_sums.h"

namespace normaudit::reference {

/// Where the answers go: a double per element, and the places of those that the rounding test
/// could not decide (as many as there are elements at most).
struct Target {
  double* answers;
  std::uint32_t* undecided;
};

/// y = bias + (a0 + a1) * (x - (m0 + m1)), the two pairs correctly rounded double-doubles; the
/// error of y is below radius_slope * |a0 * (x - m0)| + radius_base.
struct AffineConstants {
  double m0 = 0;
  double m1 = 0;
  double a0 = 0;
  double a1 = 0;
  double bias = 0;
  double radius_slope = 0;
  double radius_base = 0;
};

/// dx = (g0 + g1) * (dy - (c0 + c1) - (b0 + b1) * x), the error below
/// radius_slope * (|dy| + |c0| + |b0 * x|).
struct GradientConstants {
  double b0 = 0;
  double b1 = 0;
  double c0 = 0;
  double c1 = 0;
  double g0 = 0;
  double g1 = 0;
  double radius_slope = 0;
};

/// For float and double elements; the narrower formats widen to float exactly.
template <class T>
struct LoopsOf {
  /// Adds the block to the sums: the forward pair x, xx, or all four where the block has dy.
  void (*add_block)(const Block<T>& block, FastSums& sums);
  /// Each returns the number of undecided elements.
  std::size_t (*affine)(const AffineConstants& constants, const Block<T>& block,
                        const Target& target);
  std::size_t (*gradient)(const GradientConstants& constants, const Block<T>& block,
                          const Target& target);
};

struct Loops {
  LoopsOf<float> f32;
  LoopsOf<double> f64;
};

extern const Loops kBaselineLoops;
#if defined(__x86_64__)
extern const Loops kAvx2Loops;
extern const Loops kAvx512Loops;
#endif

}  // namespace normaudit::reference
