#pragma once
// Dyadic rationals, mantissa * 2^exponent: every stored floating-point number is one, and sums and
// products of them are exact.

#include <cstdint>

#include "core/bits.h"
#include "reference/integer.h"

namespace normaudit::reference {

class Dyadic {
 public:
  Dyadic() = default;
  explicit Dyadic(Integer mantissa, std::int64_t exponent = 0);

  /// The value of a finite bit pattern; throws std::invalid_argument when it is not finite.
  static Dyadic from_bits(Dtype dtype, Bits bits);
  static Dyadic from_double(double value);
  static Dyadic power_of_two(std::int64_t exponent) { return Dyadic(Integer(1), exponent); }

  /// Odd, or 0 with exponent 0: equal values have equal representations.
  const Integer& mantissa() const { return mantissa_; }
  std::int64_t exponent() const { return exponent_; }

  int sign() const { return mantissa_.sign(); }
  bool is_zero() const { return mantissa_.is_zero(); }
  /// floor(log2 |value|); the value must not be 0.
  std::int64_t top_exponent() const;
  /// The value times 2^shift.
  Dyadic scaled(std::int64_t shift) const;

  friend Dyadic operator-(Dyadic a);
  friend Dyadic operator+(const Dyadic& a, const Dyadic& b);
  friend Dyadic operator-(const Dyadic& a, const Dyadic& b);
  friend Dyadic operator*(const Dyadic& a, const Dyadic& b);
  friend bool operator==(const Dyadic&, const Dyadic&) = default;

 private:
  void strip();

  Integer mantissa_;
  std::int64_t exponent_ = 0;
};

/// Sign of a - b.
int compare(const Dyadic& a, const Dyadic& b);

/// Adds many numbers without bringing every partial sum to canonical form.
class Accumulator {
 public:
  void add(const Dyadic& term);
  Dyadic total() const { return Dyadic(mantissa_, exponent_); }

 private:
  Integer mantissa_;
  std::int64_t exponent_ = 0;
};

}  // namespace normaudit::reference
