// Arithmetic of dyadic rationals.
#include "reference/dyadic.h"

#include <bit>
#include <stdexcept>
#include <utility>

namespace normaudit::reference {
namespace {

std::int64_t top_bit(const Integer& value) {
  return static_cast<std::int64_t>(value.sign() < 0 ? msb(Integer(-value)) : msb(value));
}

Integer shifted_left(const Integer& value, std::int64_t places) { return value << places; }

}  // namespace

Dyadic::Dyadic(Integer mantissa, std::int64_t exponent)
    : mantissa_(std::move(mantissa)), exponent_(exponent) {
  strip();
}

void Dyadic::strip() {
  if (mantissa_.is_zero()) {
    exponent_ = 0;
    return;
  }
  const auto zeros =
      static_cast<std::int64_t>(mantissa_.sign() < 0 ? lsb(Integer(-mantissa_)) : lsb(mantissa_));
  if (zeros == 0) return;
  mantissa_ >>= zeros;  // exact, so the direction of rounding for negatives does not matter
  exponent_ += zeros;
}

Dyadic Dyadic::from_bits(Dtype dtype, Bits bits) {
  const Decoded decoded = decode(dtype, bits);
  if (decoded.number_class != Decoded::Class::kFinite) {
    throw std::invalid_argument("a number that is not finite has no exact value");
  }
  Dyadic result;
  if (decoded.significand == 0) return result;
  const int zeros = std::countr_zero(decoded.significand);
  result.mantissa_ = decoded.significand >> zeros;
  if (decoded.negative) result.mantissa_ = -result.mantissa_;
  result.exponent_ = decoded.exponent + zeros;
  return result;
}

Dyadic Dyadic::from_double(double value) {
  return from_bits(Dtype::kFloat64, std::bit_cast<Bits>(value));
}

std::int64_t Dyadic::top_exponent() const { return top_bit(mantissa_) + exponent_; }

Dyadic Dyadic::scaled(std::int64_t shift) const {
  Dyadic result = *this;
  if (!is_zero()) result.exponent_ += shift;
  return result;
}

Dyadic operator-(Dyadic a) {
  a.mantissa_ = -a.mantissa_;
  return a;
}

Dyadic operator+(const Dyadic& a, const Dyadic& b) {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  if (a.exponent_ > b.exponent_) return b + a;
  // Where the exponents differ the sum of an odd and an even number is odd: canonical already.
  if (a.exponent_ < b.exponent_) {
    Dyadic sum;
    sum.mantissa_ = shifted_left(b.mantissa_, b.exponent_ - a.exponent_);
    sum.mantissa_ += a.mantissa_;
    sum.exponent_ = a.exponent_;
    return sum;
  }
  return Dyadic(Integer(a.mantissa_ + b.mantissa_), a.exponent_);
}

Dyadic operator-(const Dyadic& a, const Dyadic& b) { return a + (-b); }

Dyadic operator*(const Dyadic& a, const Dyadic& b) {
  if (a.is_zero() || b.is_zero()) return {};
  Dyadic product;  // of odd numbers, so odd
  product.mantissa_ = a.mantissa_ * b.mantissa_;
  product.exponent_ = a.exponent_ + b.exponent_;
  return product;
}

int compare(const Dyadic& a, const Dyadic& b) {
  if (a.sign() != b.sign()) return a.sign() < b.sign() ? -1 : 1;
  if (a.is_zero()) return 0;
  const std::int64_t top_a = a.top_exponent();
  const std::int64_t top_b = b.top_exponent();
  if (top_a != top_b) return (top_a < top_b) == (a.sign() > 0) ? -1 : 1;
  const std::int64_t gap = a.exponent() - b.exponent();
  if (gap == 0) return a.mantissa().compare(b.mantissa());
  return gap > 0 ? shifted_left(a.mantissa(), gap).compare(b.mantissa())
                 : a.mantissa().compare(shifted_left(b.mantissa(), -gap));
}

void Accumulator::add(const Dyadic& term) {
  if (term.is_zero()) return;
  if (mantissa_.is_zero()) exponent_ = term.exponent();
  if (term.exponent() < exponent_) {
    mantissa_ <<= exponent_ - term.exponent();
    exponent_ = term.exponent();
  }
  if (term.exponent() == exponent_) {
    mantissa_ += term.mantissa();
  } else {
    mantissa_ += term.mantissa() << (term.exponent() - exponent_);
  }
}

}  // namespace normaudit::reference
