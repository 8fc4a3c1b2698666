// Sides of zero, decided exactly at the ball's edge.
#include "properties/side.h"

#include <gtest/gtest.h>

namespace normaudit::properties {
namespace {

TEST(Side, ABallThatTouchesZeroMayReachIt) {
  EXPECT_TRUE(may_reach_zero(Ball(-1.0, 1.0)));
  EXPECT_FALSE(may_reach_zero(Ball(-1.0, 0x1.fffffffffffffp-1)));
  EXPECT_TRUE(may_reach_zero(Ball(1.0, 0.0)));
}

TEST(Side, ASignIsCertainOnlyClearOfZero) {
  EXPECT_EQ(certain_sign(Ball(-1.0, 0.5)), -1);
  EXPECT_EQ(certain_sign(Ball(3.0, 0.5)), 1);
  EXPECT_EQ(certain_sign(Ball(-1.0, 1.0)), 0);
  EXPECT_EQ(certain_sign(Ball(0.0, 0.0)), 0);
}

TEST(Side, NothingIsSaidWhereNothingIsPromised) {
  EXPECT_TRUE(may_reach_zero(Ball(-1.0, verdict::kInfinity)));
  EXPECT_EQ(certain_sign(Ball(-1.0, verdict::kInfinity)), 0);
  EXPECT_FALSE(may_reach_zero(Ball(std::nan(""), 1.0)));
  EXPECT_EQ(certain_sign(Ball(std::nan(""), 1.0)), 0);
}

}  // namespace
}  // namespace normaudit::properties
