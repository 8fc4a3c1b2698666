// Derivatives from exact differences, where calculus is by hand.
#include "properties/difference.h"

#include <gtest/gtest.h>

namespace normaudit::properties {
namespace {

Dyadic number(double value) { return Dyadic::from_double(value); }

// |ball's centre - value| <= radius.
bool holds(const Ball& ball, const Dyadic& value) {
  const Dyadic off = ball.centre() - value;
  return compare(off.sign() < 0 ? -off : off, Dyadic::from_double(ball.radius().value())) <= 0;
}

TEST(Enclosed, HoldsARationalRootTightly) {
  const Ball ball = enclosed(number(3), number(16));
  EXPECT_TRUE(holds(ball, number(0.75)));
  EXPECT_FALSE(holds(ball, number(0.75) + Dyadic::power_of_two(-390)));
}

TEST(Enclosed, HoldsAnOddPowerOfTwo) {
  // (3/sqrt(8))^2 = 9/8 lies between the squares of the ball's ends.
  const Ball ball = enclosed(number(3), number(8));
  const Dyadic radius = Dyadic::from_double(ball.radius().value());
  const Dyadic low = ball.centre() - radius;
  const Dyadic high = ball.centre() + radius;
  EXPECT_LE(compare(low * low, number(9.0 / 8)), 0);
  EXPECT_GE(compare(high * high, number(9.0 / 8)), 0);
}

// 1/sqrt(w) at w = 4, w moving by s*t: the derivative by s is -t/16.
TEST(CentralDerivative, OfAnInverseRoot) {
  const Dyadic t = Dyadic::power_of_two(step_exponent(number(4), 1));
  const Dyadic one = number(1);
  const Ball ball = central_derivative(
      {.coefficient = {one, one, one}, .radicand = {number(4) - t, number(4), number(4) + t}});
  const Dyadic exact = -(t * number(1.0 / 16));
  EXPECT_TRUE(holds(ball, exact));
  EXPECT_FALSE(holds(ball, exact + t * Dyadic::power_of_two(-200)));
}

// s*t/w^(3/2) at w = 4, w moving by t: the derivative by s is t/8.
TEST(CentralDerivative, OfACubedRoot) {
  const Dyadic t = Dyadic::power_of_two(step_exponent(number(4), 1));
  const Ball ball = central_derivative({.coefficient = {-t, Dyadic(), t},
                                        .radicand = {number(4) - t, number(4), number(4) + t},
                                        .power = 3});
  EXPECT_TRUE(holds(ball, t * number(1.0 / 8)));
  EXPECT_FALSE(holds(ball, t * (number(1.0 / 8) + Dyadic::power_of_two(-200))));
}

TEST(CentralDerivative, PromisesNothingWhereTheRadicandMayVanish) {
  const Dyadic one = number(1);
  const Ball ball = central_derivative(
      {.coefficient = {one, one, one}, .radicand = {number(3.5), number(4), number(4.5)}});
  EXPECT_TRUE(ball.radius().infinite());
}

TEST(Scaled, MovesCentreAndRadius) {
  const Ball ball = scaled(Ball(3.0, 0.5), -4);
  EXPECT_EQ(compare(ball.centre(), number(3.0 / 16)), 0);
  EXPECT_GE(ball.radius().value(), 0.5 / 16);
  EXPECT_LE(ball.radius().value(), 0.51 / 16);
}

// Coefficients beyond what a double holds leave a centre and no radius.
TEST(Scaled, KeepsARadiusThatPromisesNothing) {
  const Ball wide = enclosed(Dyadic::power_of_two(5000), number(4));
  ASSERT_TRUE(wide.radius().infinite());

  EXPECT_TRUE(scaled(wide, 10).radius().infinite());
  EXPECT_TRUE(scaled(wide, -6000).radius().infinite());
}

}  // namespace
}  // namespace normaudit::properties
