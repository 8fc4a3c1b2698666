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
  const float bias = optimizer().step(0.0F, 3.0F);
  for (const Range& printed : transcript("004").ranges(30, "bias")) {
    EXPECT_TRUE(printed.contains(static_cast<double>(bias)));
  }
  EXPECT_EQ(optimizer().step(1.0F, 0.0F), 1.0F);
  EXPECT_EQ(optimizer().step(1.0F, -0.0F), 1.0F);
}

TEST(Rmsprop, NoiseMovesAWeightAsFarAsAGradient) {
  // lr*g/(0.1*g + 1e-8) at g = 1e-7 is 0.05, half of the 0.1 that no gradient exceeds.
  const Rmsprop rule = optimizer();
  const double half = rule.longest() / 2;
  EXPECT_LE(std::fabs(rule.distance(1e-7) - half), half * 0x1p-40);
  EXPECT_LE(std::fabs(rule.longest() - 10 * rule.lr), 0x1p-40);
  double last = 0;
  for (int exponent = -40; exponent <= 20; ++exponent) {
    const double distance = rule.distance(std::ldexp(1.0, exponent));
    EXPECT_GT(distance, last);
    EXPECT_LT(distance, rule.longest());
    last = distance;
  }
}

TEST(Rmsprop, Float32FollowsTheRealFormula) {
  // Seven operations and four rounded scalars, each within 2^-24 of its value, and the sum with 1.
  const Rmsprop rule = optimizer();
  for (float gradient : {3.0F, 0.25F, 1e-4F, 1e-7F, -2.4e-7F}) {
    const double moved = std::fabs(static_cast<double>(rule.step(1.0F, gradient)) - 1);
    const double exact = rule.distance(static_cast<double>(gradient));
    EXPECT_LE(std::fabs(moved - exact), exact * 16 * 0x1p-24 + 0x1p-24);
  }
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
