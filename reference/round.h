#pragma once
// Correct rounding of a surd: any guess, then the certificate at the two rounding midpoints, then
// bisection over the format's ordinals on the side it names. docs/design.md section 4.

#include "reference/oracle.h"
#include "reference/surd.h"

namespace normaudit::reference {

struct Rounding {
  Bits bits = 0;
  int certificates = 0;  ///< how many candidates were examined; at most 64
};

/// The format's number nearest to the surd, ties to even, right whatever the guess (an ordinal of
/// core/bits.h). An exact zero is +0, an underflow to zero keeps the sign of the exact value.
Rounding round_from(const Surd& surd, Dtype dtype, std::int64_t guess);

/// The same from a guess of its own.
Bits round_to(const Surd& surd, Dtype dtype);

/// The certificate alone: whether `bits` (not NaN) is the surd correctly rounded.
bool is_rounding_of(const Surd& surd, Dtype dtype, Bits bits);

/// Rounded to the nearest number of `bits` significant bits, ties to even, the exponent unbounded.
Dyadic round_to_precision(const Surd& surd, int bits);

/// hi is the correctly rounded double, lo the correctly rounded double of surd - hi.
HiLo hi_lo_of(const Surd& surd);

}  // namespace normaudit::reference
