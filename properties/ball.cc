// Sums and products of balls: the centres exactly, the radii upwards.
#include "properties/ball.h"

#include <bit>
#include <cmath>

#include "reference/round.h"

namespace normaudit::properties {

verdict::Up magnitude(const Dyadic& value) {
  if (value.is_zero()) return 0.0;
  const reference::Surd surd{.numerator = value, .coefficient = {}, .root = {}};
  const auto nearest = std::bit_cast<double>(reference::round_to(surd, Dtype::kFloat64));
  return std::nextafter(std::fabs(nearest), verdict::kInfinity);
}

Ball::Ball(double centre, verdict::Up radius) : radius_(radius), finite_(std::isfinite(centre)) {
  if (finite_) centre_ = Dyadic::from_double(centre);
}

Ball::Ball(Dyadic centre, verdict::Up radius, const Ball& a, const Ball& b)
    : centre_(std::move(centre)), radius_(radius), finite_(a.finite_ && b.finite_) {}

Ball operator+(const Ball& a, const Ball& b) {
  return {a.centre_ + b.centre_, a.radius_ + b.radius_, a, b};
}

Ball operator-(const Ball& a, const Ball& b) {
  return {a.centre_ - b.centre_, a.radius_ + b.radius_, a, b};
}

Ball operator*(const Ball& a, const Ball& b) {
  const verdict::Up radius =
      magnitude(a.centre_) * b.radius_ + a.radius_ * (magnitude(b.centre_) + b.radius_);
  return {a.centre_ * b.centre_, radius, a, b};
}

}  // namespace normaudit::properties
