// The notebook's optimizer step, reproduced bit for bit, and what it does to rounding noise.
#include <gtest/gtest.h>

#include <cmath>

#include "golden/published/rmsprop.h"
#include "tests/golden/published_fixture.h"

namespace normaudit::golden {
namespace {

Rmsprop optimizer() { return published_rmsprop(transcript("004")); }

TEST(Rmsprop, ReadsItsSettingsFromThePage) {
  EXPECT_EQ(optimizer().lr, 0.01);
  EXPECT_EQ(optimizer().alpha, 0.99);
  EXPECT_EQ(optimizer().eps, 1e-8);
}

TEST(Rmsprop, TheBiasMovesAsPrintedAndTheWeightRests) {
  const Transcript& notebook = transcript("004");
  const auto gradient = static_cast<float>(notebook.ranges(26, "bias.grad").front().low);
  const float bias = optimizer().step(0.0F, gradient);
  for (const Range& printed : notebook.ranges(30, "bias")) {
    EXPECT_TRUE(printed.contains(static_cast<double>(bias)));
  }
  EXPECT_EQ(optimizer().step(1.0F, 0.0F), 1.0F);
  EXPECT_EQ(optimizer().step(1.0F, -0.0F), 1.0F);
}

TEST(Rmsprop, NoiseMovesAWeightAsFarAsAGradient) {
  // lr*g/(0.1*g + 1e-8) at g = 1e-7 is 0.05, half of the 0.1 that no gradient exceeds.
  const Rmsprop rule = optimizer();
  EXPECT_TRUE(rule.longest().contains(0.1));
  EXPECT_TRUE((Interval(10.0) * Interval(rule.lr)).contains(0.1));
  EXPECT_TRUE(rule.distance(1e-7).contains(0.05));
  Interval last = 0.0;
  for (int exponent = -40; exponent <= 20; ++exponent) {
    const Interval distance = rule.distance(std::ldexp(1.0, exponent));
    EXPECT_GT(distance.low, last.high);
    EXPECT_LT(distance.high, rule.longest().low);
    last = distance;
  }
}

TEST(Rmsprop, Float32FollowsTheRealFormulaWithinItsRoundings) {
  const Rmsprop rule = optimizer();
  int rounded = 0;
  for (float gradient : {3.0F, 0.25F, 1e-4F, 1e-7F, -2.4e-7F}) {
    for (float parameter : {1.0F, 0.0F}) {
      const double rounding = rule.rounding(parameter, gradient);
      const double moved =
          std::fabs(static_cast<double>(rule.step(parameter, gradient)) - double{parameter});
      const Interval exact = rule.distance(static_cast<double>(gradient));
      EXPECT_GE(moved, exact.low - rounding);
      EXPECT_LE(moved, exact.high + rounding);
      EXPECT_LT(rounding, exact.low);
      rounded += !exact.contains(moved);
    }
  }
  EXPECT_GT(rounded, 0);
}

TEST(Rmsprop, AnotherOptimizerIsRefused) {
  Transcript notebook = transcript("004");
  for (Block& block : notebook.blocks) {
    const std::size_t at = block.text.find("momentum: 0");
    if (block.name == "optimizer") block.text.replace(at, 11, "momentum: 1");
  }
  EXPECT_ANY_THROW(published_rmsprop(notebook));
}

}  // namespace
}  // namespace normaudit::golden
