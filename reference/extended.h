#pragma once
// Exact numbers with IEEE 754's three values that are none: infinities and NaN follow IEEE rules,
// finite parts are dyadic and never overflow.

#include "reference/dyadic.h"
#include "reference/oracle.h"

namespace normaudit::reference {

class Extended {
 public:
  Extended() = default;
  explicit Extended(Dyadic value) : value_(std::move(value)) {}
  explicit Extended(Kind kind) : kind_(kind) {}
  static Extended from_bits(Dtype dtype, Bits bits);

  Kind kind() const { return kind_; }
  bool is_real() const { return kind_ == Kind::kReal; }
  /// Only where is_real().
  const Dyadic& value() const { return value_; }
  /// -1, 0 or 1, infinities included; 0 for NaN.
  int sign() const;

  friend Extended operator-(const Extended& a);
  friend Extended operator+(const Extended& a, const Extended& b);
  friend Extended operator-(const Extended& a, const Extended& b) { return a + (-b); }
  friend Extended operator*(const Extended& a, const Extended& b);

 private:
  Kind kind_ = Kind::kReal;
  Dyadic value_;
};

}  // namespace normaudit::reference
