// The certificate's comparison on surds whose value is known by other means.
#include "reference/surd.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace normaudit::reference {
namespace {

Dyadic number(double value) { return Dyadic::from_double(value); }

Surd surd(double numerator, int denominator, double coefficient, double radicand) {
  return {.numerator = number(numerator),
          .denominator = denominator,
          .coefficient = number(coefficient),
          .root = inverse_root(number(radicand))};
}

TEST(Surd, ComparesRationals) {
  const Surd third{.numerator = number(1), .denominator = 3, .coefficient = {}, .root = {}};
  EXPECT_EQ(compare(third, number(0x1.5555555555555p-2)), 1);
  EXPECT_EQ(compare(third, number(0x1.5555555555556p-2)), -1);
  const Surd six_thirds{.numerator = number(-6), .denominator = 3, .coefficient = {}, .root = {}};
  EXPECT_EQ(compare(six_thirds, number(-2)), 0);
}

// With the radicand a square the value is rational: every combination of signs against it.
TEST(Surd, ComparesEveryCombinationOfSigns) {
  for (int numerator = -6; numerator <= 6; ++numerator) {
    for (int denominator : {1, 2, 3}) {
      for (int coefficient = -12; coefficient <= 12; coefficient += 3) {
        for (int root : {1, 2, 4}) {
          for (int point = -12; point <= 12; ++point) {
            // sign(numerator/denominator + coefficient/root - point), times denominator*root
            const int exact =
                numerator * root + coefficient * denominator - point * denominator * root;
            EXPECT_EQ(
                compare(surd(numerator, denominator, coefficient, root * root), number(point)),
                (exact > 0) - (exact < 0));
          }
        }
      }
    }
  }
}

TEST(Surd, TellsAnIrrationalFromItsNeighbours) {
  // 1/sqrt(2) lies between these consecutive doubles; shifted by 1/3 and negated as well.
  EXPECT_EQ(compare(surd(0, 1, 1, 2), number(0x1.6a09e667f3bccp-1)), 1);
  EXPECT_EQ(compare(surd(0, 1, 1, 2), number(0x1.6a09e667f3bcdp-1)), -1);
  EXPECT_EQ(compare(surd(0, 1, -1, 2), number(-0x1.6a09e667f3bccp-1)), -1);
  EXPECT_EQ(compare(surd(0, 1, -1, 2), number(-0x1.6a09e667f3bcdp-1)), 1);
  const Surd shifted = surd(1, 3, 1, 2);
  EXPECT_EQ(compare(shifted.minus(number(1)), Dyadic()), 1);
  EXPECT_EQ(compare(shifted.minus(number(2)), number(-0.96)), 1);
  EXPECT_EQ(compare(shifted.minus(number(2)), number(-0.95)), -1);
}

TEST(Surd, MinusMovesEveryComparison) {
  Philox words({5, 6});
  for (int trial = 0; trial < 2000; ++trial) {
    const Surd value = surd(standard_normal(words), 1 + static_cast<int>(uniform_below(words, 9)),
                            standard_normal(words), 0.5 + uniform_unit(words));
    const Dyadic shift = number(standard_normal(words));
    const Dyadic point = number(standard_normal(words));
    EXPECT_EQ(compare(value.minus(shift), point), compare(value, point + shift));
  }
}

TEST(InverseRoot, ReciprocalIsClose) {
  for (double radicand : {2.0, 3.0, 0x1.8p-300, 0x1p+301, 1e-5, 7e200}) {
    const auto root = inverse_root(number(radicand));
    const Dyadic& r = root->reciprocal;
    const Dyadic square = r * r * root->radicand;  // 1 - a little
    EXPECT_LT((number(1) - square).top_exponent(), -200) << radicand;
    EXPECT_GE((number(1) - square).sign(), 0);
    const auto cube = cubed(*root);
    const Dyadic cubes = cube->reciprocal * cube->reciprocal * cube->radicand;
    EXPECT_LT((number(1) - cubes).top_exponent(), -200) << radicand;
  }
}

TEST(InverseRoot, RefusesWhatHasNone) {
  EXPECT_THROW(inverse_root(Dyadic()), std::invalid_argument);
  EXPECT_THROW(inverse_root(number(-1)), std::invalid_argument);
}

}  // namespace
}  // namespace normaudit::reference
