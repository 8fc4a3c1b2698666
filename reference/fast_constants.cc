// Correctly rounded double-double constants, and the ranges the error bounds are proven for.
#include "reference/fast_constants.h"

#include <cmath>

#include "reference/round.h"

namespace normaudit::reference {
namespace {

// 32 and 64 units of 2^-106: fast_elements.inc proves that 15.2 and 25.2 are enough.
constexpr double kAffineRadius = 0x1p-101;
constexpr double kGradientRadius = 0x1p-100;
// Covers the roundings of the radius itself.
constexpr double kRoundedUp = 1 + 0x1p-40;

// The ranges in which underflow stays inside the slack of the radius.
bool scale_in_range(double value) {
  return std::fabs(value) > 0x1p-400 && std::fabs(value) < 0x1p400;
}
bool slope_in_range(double value) {
  return value == 0 || (std::fabs(value) > 0x1p-800 && std::fabs(value) < 0x1p800);
}

// numerator / denominator, the denominator not 0.
Surd ratio(const Dyadic& numerator, const Dyadic& denominator) {
  const bool negative = denominator.sign() < 0;
  Surd surd = exactly((negative ? -numerator : numerator).scaled(-denominator.exponent()));
  surd.denominator = abs(denominator.mantissa());
  return surd;
}

}  // namespace

Constants affine_constants(const AffineForm& form) {
  const HiLo m = hi_lo_of(form.mean);
  const HiLo a = hi_lo_of(form.scale);
  const double base = (std::fabs(a.hi * m.hi) + std::fabs(form.bias)) * kRoundedUp;
  if (!scale_in_range(a.hi) || !std::isfinite(base)) return {};
  return AffineConstants{.m0 = m.hi,
                         .m1 = m.lo,
                         .a0 = a.hi,
                         .a1 = a.lo,
                         .bias = form.bias,
                         .radius_slope = kAffineRadius * kRoundedUp,
                         .radius_base = kAffineRadius * base};
}

GradientForm::GradientForm(const Sums& sums, const Dyadic& eps)
    : count(Integer(sums.count())),
      sum_x(sums.x()),
      sum_dy(sums.dy()),
      radicand(count * sums.xx() - sum_x * sum_x + eps * count * count),
      projection(count * sums.xdy() - sum_x * sum_dy) {}

Constants gradient_constants(const GradientForm& form, const Surd& scale) {
  const HiLo g = hi_lo_of(scale);
  const HiLo b = hi_lo_of(ratio(form.projection, form.radicand));
  const HiLo c = hi_lo_of(ratio(form.sum_dy * form.radicand - form.projection * form.sum_x,
                                form.count * form.radicand));
  if (!scale_in_range(g.hi) || !slope_in_range(b.hi) || !std::isfinite(c.hi)) return {};
  return GradientConstants{.b0 = b.hi,
                           .b1 = b.lo,
                           .c0 = c.hi,
                           .c1 = c.lo,
                           .g0 = g.hi,
                           .g1 = g.lo,
                           .radius_slope = kGradientRadius * std::fabs(g.hi) * kRoundedUp};
}

}  // namespace normaudit::reference
