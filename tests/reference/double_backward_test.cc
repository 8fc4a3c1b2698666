// The closed form of the double backward against a group of two, where calculus is by hand.
#include "reference/double_backward.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace normaudit::reference {
namespace {

Dyadic number(double value) { return Dyadic::from_double(value); }

// Of x = (-d, d) with d = 1 and eps = 3, xhat = (-f, f) with f = d/sqrt(d^2 + eps) = 1/2,
// f' = 3/(d^2 + 3)^(3/2) = 3/8 and f'' = -9d/(d^2 + 3)^(5/2) = -9/32; dweight = (dy_2 - dy_1)*f and
// dx_2 = -dx_1 = weight*(dy_2 - dy_1)*f'/2.
class DoubleBackwardOfTwo : public testing::Test {
 protected:
  static DoubleBackward with_factors(double p, double q) {
    return {{.x = {number(-1), number(1)},
             .dy = {number(1), number(0)},
             .weight = number(4),
             .of_dx = {number(0), number(1)},
             .of_dweight = number(p),
             .of_dbias = number(q)},
            {.eps = number(3)}};
  }
};

TEST_F(DoubleBackwardOfTwo, ByXIsTheSecondDerivative) {
  // <h, dx> = 4*(-1)*f'/2, and a step of x_2 moves d by half of it.
  const DoubleBackward result = with_factors(0, 5);
  EXPECT_EQ(compare(result.by_x(0), number(-4 * 9.0 / 128)), 0);
  EXPECT_EQ(compare(result.by_x(1), number(4 * 9.0 / 128)), 0);
}

TEST_F(DoubleBackwardOfTwo, ByXCountsDweight) {
  // p*dweight = -p*f adds -p*f'/2.
  const DoubleBackward result = with_factors(16, 0);
  EXPECT_EQ(compare(result.by_x(1), number(4 * 9.0 / 128 - 16 * 3.0 / 16)), 0);
  EXPECT_EQ(compare(result.by_x(0), number(-4 * 9.0 / 128 + 16 * 3.0 / 16)), 0);
}

TEST_F(DoubleBackwardOfTwo, ByDyIsTheTransposedMap) {
  const DoubleBackward result = with_factors(2, 5);
  EXPECT_EQ(compare(result.by_dy(1), number(4 * 3.0 / 16 + 2 * 0.5 + 5)), 0);
  EXPECT_EQ(compare(result.by_dy(0), number(-4 * 3.0 / 16 - 2 * 0.5 + 5)), 0);
}

TEST_F(DoubleBackwardOfTwo, ByWeightIsDxPerWeight) {
  EXPECT_EQ(compare(with_factors(2, 5).by_weight(), number(-3.0 / 16)), 0);
}

TEST(DoubleBackward, WithoutAMeanOfOneNumber) {
  // y = weight*x/sqrt(x^2 + eps) at x = 1, eps = 3: f' = 3/8, f'' = -9/32.
  const DoubleBackward result({.x = {number(1)},
                               .dy = {number(2)},
                               .weight = number(4),
                               .of_dx = {number(8)},
                               .of_dweight = number(1),
                               .of_dbias = number(0)},
                              {.eps = number(3), .centred = false});
  EXPECT_EQ(compare(result.by_x(0), number(8 * 4 * 2 * (-9.0 / 32) + 2 * 3.0 / 8)), 0);
  EXPECT_EQ(compare(result.by_dy(0), number(8 * 4 * 3.0 / 8 + 0.5)), 0);
  EXPECT_EQ(compare(result.by_weight(), number(8 * 2 * 3.0 / 8)), 0);
}

TEST(DoubleBackward, RefusesWhatHasNoDerivative) {
  const DoubleBackward::Group constant{.x = {number(1), number(1)},
                                       .dy = {number(1), number(2)},
                                       .of_dx = {number(1), number(2)},
                                       .of_dweight = {},
                                       .of_dbias = {}};
  EXPECT_THROW(DoubleBackward(constant, {.eps = number(0)}), std::invalid_argument);
  DoubleBackward::Group shorter = constant;
  shorter.of_dx.pop_back();
  EXPECT_THROW(DoubleBackward(shorter, {.eps = number(1)}), std::invalid_argument);
}

}  // namespace
}  // namespace normaudit::reference
