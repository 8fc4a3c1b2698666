// IEEE 754-2019 sections 6.1 and 6.2 without the rounding.
#include "reference/extended.h"

namespace normaudit::reference {
namespace {

Extended infinity_of_sign(int sign) {
  return Extended(sign < 0 ? Kind::kNegativeInfinity : Kind::kPositiveInfinity);
}

bool either_is_nan(const Extended& a, const Extended& b) {
  return a.kind() == Kind::kNan || b.kind() == Kind::kNan;
}

}  // namespace

Extended Extended::from_bits(Dtype dtype, Bits bits) {
  const Decoded decoded = decode(dtype, bits);
  if (decoded.number_class == Decoded::Class::kNan) return Extended(Kind::kNan);
  if (decoded.number_class == Decoded::Class::kInfinite) {
    return infinity_of_sign(decoded.negative ? -1 : 1);
  }
  return Extended(Dyadic::from_bits(dtype, bits));
}

int Extended::sign() const {
  switch (kind_) {
    case Kind::kReal:
      return value_.sign();
    case Kind::kPositiveInfinity:
      return 1;
    case Kind::kNegativeInfinity:
      return -1;
    case Kind::kNan:
      break;
  }
  return 0;
}

Extended operator-(const Extended& a) {
  if (a.is_real()) return Extended(-a.value_);
  return a.kind_ == Kind::kNan ? a : infinity_of_sign(-a.sign());
}

Extended operator+(const Extended& a, const Extended& b) {
  if (either_is_nan(a, b)) return Extended(Kind::kNan);
  if (a.is_real() && b.is_real()) return Extended(a.value_ + b.value_);
  if (a.is_real()) return b;
  if (b.is_real() || a.kind_ == b.kind_) return a;
  return Extended(Kind::kNan);
}

Extended operator*(const Extended& a, const Extended& b) {
  if (either_is_nan(a, b)) return Extended(Kind::kNan);
  if (a.is_real() && b.is_real()) return Extended(a.value_ * b.value_);
  const int sign = a.sign() * b.sign();
  return sign == 0 ? Extended(Kind::kNan) : infinity_of_sign(sign);
}

}  // namespace normaudit::reference
