// Comparison of a surd with a number: with A = coefficient*denominator and
// B = point*denominator - numerator, the sign of A/sqrt(R) - B follows from the signs of A and B or
// from A^2 against B^2*R.
#include "reference/surd.h"

#include <stdexcept>

namespace normaudit::reference {
namespace {

// Enough for hi and lo of a result that loses a hundred bits to cancellation.
constexpr std::int64_t kGuessBits = 256;

// The `bits` leading bits, truncated.
Dyadic leading(const Dyadic& value, std::int64_t bits) {
  if (value.is_zero()) return value;
  const std::int64_t excess = value.top_exponent() - value.exponent() + 1 - bits;
  if (excess <= 0) return value;
  return Dyadic(Integer(value.mantissa() >> excess), value.exponent() + excess);
}

}  // namespace

std::shared_ptr<const InverseRoot> inverse_root(const Dyadic& radicand) {
  if (radicand.sign() <= 0) throw std::invalid_argument("the radicand is not positive");
  const bool odd = radicand.exponent() % 2 != 0;
  const Integer even_part = odd ? Integer(radicand.mantissa() << 1) : radicand.mantissa();
  const std::int64_t half_exponent = (radicand.exponent() - (odd ? 1 : 0)) / 2;
  const std::int64_t places = kGuessBits + static_cast<std::int64_t>(msb(even_part)) / 2;
  const Integer scaled = (Integer(1) << (2 * places)) / even_part;
  return std::make_shared<const InverseRoot>(
      InverseRoot{radicand, Dyadic(sqrt(scaled), -places - half_exponent)});
}

std::shared_ptr<const InverseRoot> cubed(const InverseRoot& root) {
  const Dyadic& r = root.reciprocal;
  return std::make_shared<const InverseRoot>(
      InverseRoot{root.radicand * root.radicand * root.radicand, leading(r * r * r, kGuessBits)});
}

Surd Surd::minus(const Dyadic& other) const {
  Surd result = *this;
  result.numerator = numerator - (denominator == 1 ? other : other * Dyadic(denominator));
  return result;
}

Comparison::Comparison(const Surd& surd)
    : surd_(surd),
      scaled_coefficient_(surd.denominator == 1 ? surd.coefficient
                                                : surd.coefficient * Dyadic(surd.denominator)),
      square_(scaled_coefficient_ * scaled_coefficient_) {}

int Comparison::operator()(const Dyadic& point) const {
  const Dyadic difference =
      (surd_.denominator == 1 ? point : point * Dyadic(surd_.denominator)) - surd_.numerator;
  const int sign = scaled_coefficient_.sign();
  if (sign != difference.sign()) return sign < difference.sign() ? -1 : 1;
  if (sign == 0) return 0;
  const int magnitudes =
      reference::compare(square_, difference * difference * surd_.root->radicand);
  return sign > 0 ? magnitudes : -magnitudes;
}

int compare(const Surd& surd, const Dyadic& point) { return Comparison(surd)(point); }

Dyadic approximate(const Surd& surd) {
  Dyadic rational = surd.numerator;
  if (surd.denominator != 1 && !rational.is_zero()) {
    const std::int64_t places = kGuessBits + static_cast<std::int64_t>(msb(surd.denominator));
    rational = Dyadic(Integer((rational.mantissa() << places) / surd.denominator),
                      rational.exponent() - places);
  }
  if (surd.coefficient.is_zero()) return rational;
  return rational + surd.coefficient * surd.root->reciprocal;
}

}  // namespace normaudit::reference
