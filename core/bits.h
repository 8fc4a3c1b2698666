#pragma once
// Bit patterns of the storage formats as integers: decoding, exact widening, one correct rounding
// when narrowing.

#include <cstdint>

#include "core/dtype.h"

namespace normaudit {

/// A stored number's bit pattern, right-aligned.
using Bits = std::uint64_t;

/// What a bit pattern stands for: (-1)^negative * significand * 2^exponent when finite.
struct Decoded {
  enum class Class : std::uint8_t { kFinite, kInfinite, kNan };
  Class number_class = Class::kFinite;
  bool negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;
};

Decoded decode(Dtype dtype, Bits bits);

/// The pattern's value as a double: exact for every format; a NaN becomes the canonical quiet NaN.
double widen(Dtype dtype, Bits bits);

/// The double rounded once, to nearest with ties to even, with gradual underflow and overflow to
/// infinity; a NaN becomes the format's canonical quiet NaN.
Bits narrow(Dtype dtype, double value);

Bits quiet_nan(Dtype dtype);
Bits infinity(Dtype dtype);

bool is_nan(Dtype dtype, Bits bits);
bool is_finite(Dtype dtype, Bits bits);

/// Ordinal of a pattern that is not NaN: consecutive numbers have consecutive ordinals, both zeros
/// have ordinal 0, -x has the negated ordinal of x. Bisection over a format is bisection over its
/// ordinals.
std::int64_t ordinal(Dtype dtype, Bits bits);

/// Inverse of ordinal; ordinal 0 gives +0.
Bits from_ordinal(Dtype dtype, std::int64_t position);

/// Ordinal of +infinity, the largest there is.
std::int64_t max_ordinal(Dtype dtype);

}  // namespace normaudit
