// Central differences of exact numbers, enclosed.
#include "properties/difference.h"

#include <bit>

#include "reference/integer.h"

namespace normaudit::properties {
namespace {

constexpr std::int64_t kBits = 400;
constexpr std::int64_t kRadius = 150;  // log2 R
constexpr std::int64_t kStep = -160;   // log2 of a step, in units of sqrt(w)/n

Dyadic absolute(const Dyadic& value) { return value.sign() < 0 ? -value : value; }

Dyadic power_of(const Dyadic& base, int power) {
  Dyadic result = Dyadic::power_of_two(0);
  for (int i = 0; i < power; ++i) result = result * base;
  return result;
}

struct Quadratic {
  explicit Quadratic(const std::array<Dyadic, 3>& values)
      : at_zero(values[1]),
        slope((values[2] - values[0]).scaled(-1)),
        curvature((values[2] + values[0]).scaled(-1) - values[1]) {}
  /// |slope|*R + |curvature|*R^2.
  Dyadic swing() const {
    return absolute(slope).scaled(kRadius) + absolute(curvature).scaled(2 * kRadius);
  }
  Dyadic at_zero, slope, curvature;
};

}  // namespace

Ball enclosed(const Dyadic& coefficient, const Dyadic& radicand) {
  // r = floor(sqrt(floor(4^q/m))) has r <= 2^q/sqrt(m) < r + 1, since (r + 1)^2 is an integer above
  // floor(4^q/m).
  const bool odd = radicand.exponent() % 2 != 0;
  const reference::Integer m =
      odd ? reference::Integer(radicand.mantissa() << 1) : radicand.mantissa();
  const std::int64_t half = (radicand.exponent() - (odd ? 1 : 0)) / 2;
  const std::int64_t q = kBits + 1 + static_cast<std::int64_t>(msb(m)) / 2;
  const reference::Integer r = sqrt(reference::Integer((reference::Integer(1) << (2 * q)) / m));
  return Ball(coefficient * Dyadic(r, -q - half)) +
         Ball(0.0, magnitude(coefficient.scaled(-q - half)));
}

Ball central_derivative(const Sampled& term) {
  const Quadratic coefficient(term.coefficient);
  const Quadratic radicand(term.radicand);
  const Dyadic low = radicand.at_zero - radicand.swing();
  if (low.sign() <= 0) return {0.0, verdict::kInfinity};
  const Dyadic most = absolute(coefficient.at_zero) + coefficient.swing();
  // R^-3/(1 - R^-2) < 2*R^-3.
  const verdict::Up remainder =
      scaled(enclosed(most, power_of(low, term.power)), 1 - 3 * kRadius).reach();
  const Ball after = enclosed(term.coefficient[2], power_of(term.radicand[2], term.power));
  const Ball before = enclosed(term.coefficient[0], power_of(term.radicand[0], term.power));
  return scaled(after - before, -1) + Ball(0.0, remainder);
}

std::int64_t step_exponent(const Dyadic& radicand, std::int64_t n) {
  return radicand.top_exponent() / 2 - std::bit_width(static_cast<std::uint64_t>(n)) + kStep;
}

Ball scaled(const Ball& ball, std::int64_t shift) {
  if (ball.radius().infinite()) return ball;
  return Ball(ball.centre().scaled(shift)) +
         Ball(0.0, magnitude(Dyadic::from_double(ball.radius().value()).scaled(shift)));
}

}  // namespace normaudit::properties
