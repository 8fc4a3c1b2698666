#pragma once
// The constants of the fast path's vector loops: correctly rounded double-doubles and the radius.

#include <variant>

#include "reference/channel.h"
#include "reference/fast_loops.h"
#include "reference/surd.h"

namespace normaudit::reference {

/// Nothing where the constants are out of the range the error bounds are proven for.
using Constants = std::variant<std::monostate, AffineConstants, GradientConstants>;

/// y = bias + scale * (x - mean).
struct AffineForm {
  Surd mean;
  Surd scale;
  double bias = 0;
};
Constants affine_constants(const AffineForm& form);

/// The exact numbers that every dx of a group follows from; docs/design.md section 4.
struct GradientForm {
  Dyadic count;
  Dyadic sum_x;
  Dyadic sum_dy;
  Dyadic radicand;    // W
  Dyadic projection;  // P

  GradientForm(const Sums& sums, const Dyadic& eps);
};

/// dx = G*(dy - C - B*x) with G = scale = weight*n/sqrt(W), B = P/W, C = (Sd*W - P*S1)/(n*W).
Constants gradient_constants(const GradientForm& form, const Surd& scale);

}  // namespace normaudit::reference
