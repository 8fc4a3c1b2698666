// The rows of docs/conventions.md for groups normalized by their own statistics.
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

constexpr const char* kForward = "batch_norm forward_training momentum=0.25 ";
constexpr const char* kBackward = "batch_norm backward ";

Solved forward(const std::string& fields) { return Solved(kForward + fields); }
Solved backward(const std::string& fields) { return Solved(kBackward + fields); }

TEST(ConstantChannel, WithEpsGivesTheBiasExactly) {
  const Solved solved = forward(
      "shape=3,1 eps=0.25 x=0.1,0.1,0.1 dtype=float64 weight=3 bias=0.7 parameters=float64 "
      "running_mean=0 running_var=8");
  EXPECT_EQ(solved.all(Role::kY), texts({0.7, 0.7, 0.7}));
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({0.1}));
  EXPECT_EQ(solved.all(Role::kSaveVar), texts({0}));
  EXPECT_EQ(solved.all(Role::kSaveInvstd), texts({2}));
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({6}));
  EXPECT_FALSE(solved.oracle.degenerate(0));
}

TEST(ConstantChannel, WithEpsHasTheGradientOfItsFormula) {
  const Solved solved = backward("shape=4,1 eps=0.25 x=5,5,5,5 dy=1,2,3,-2 weight=3");
  EXPECT_EQ(solved.all(Role::kDx), texts({0, 6, 12, -18}));  // weight*2*(dy - 1)
  EXPECT_EQ(solved.all(Role::kDweight), texts({0}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({4}));
}

TEST(ConstantChannel, WithoutEpsIsDegenerate) {
  const Solved y = forward("shape=2,1 eps=0 x=7,7 weight=3 bias=-0.5 running_mean=1 running_var=4");
  EXPECT_TRUE(y.oracle.degenerate(0));
  EXPECT_EQ(y.all(Role::kY), texts({-0.5, -0.5}));
  EXPECT_EQ(y.all(Role::kSaveMean), texts({7}));
  EXPECT_EQ(y.all(Role::kSaveVar), texts({0}));
  EXPECT_EQ(y.all(Role::kSaveInvstd), texts({0}));
  EXPECT_EQ(y.all(Role::kRunningMean), texts({2.5}));
  EXPECT_EQ(y.all(Role::kRunningVar), texts({3}));
  const Solved dx = backward("shape=2,1 eps=0 x=7,7 dy=1,4 weight=3");
  EXPECT_EQ(dx.all(Role::kDx), texts({0, 0}));
  EXPECT_EQ(dx.all(Role::kDweight), texts({0}));
  EXPECT_EQ(dx.all(Role::kDbias), texts({5}));
}

TEST(ConstantChannel, WithoutEpsFollowsIeeeWhereAParameterIsNotFinite) {
  EXPECT_EQ(forward("shape=2,1 eps=0 x=7,7 weight=inf bias=1").all(Role::kY), texts({kNan, kNan}));
  EXPECT_EQ(forward("shape=2,1 eps=0 x=7,7 weight=2 bias=-inf").all(Role::kY),
            texts({-kInf, -kInf}));
  const Solved solved = backward("shape=2,1 eps=0 x=7,7 dy=inf,1 weight=2");
  EXPECT_EQ(solved.all(Role::kDx), texts({kNan, kNan}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({kNan}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({kInf}));
}

TEST(OneElement, GivesTheBiasAndNoVariance) {
  const Solved y = forward("shape=1,1 eps=0.25 x=7 weight=3 bias=0.5 running_mean=1 running_var=4");
  EXPECT_EQ(y.all(Role::kY), texts({0.5}));
  EXPECT_EQ(y.all(Role::kSaveMean), texts({7}));
  EXPECT_EQ(y.all(Role::kSaveVar), texts({0}));
  EXPECT_EQ(y.all(Role::kSaveInvstd), texts({2}));
  EXPECT_EQ(y.all(Role::kRunningMean), texts({2.5}));
  EXPECT_EQ(y.all(Role::kRunningVar), texts({kNan}));
  const Solved dx = backward("shape=1,1 eps=0.25 x=7 dy=5 weight=3");
  EXPECT_EQ(dx.all(Role::kDx), texts({0}));
  EXPECT_EQ(dx.all(Role::kDweight), texts({0}));
  EXPECT_EQ(dx.all(Role::kDbias), texts({5}));
}

TEST(OneElement, WithoutEpsIsDegenerate) {
  const Solved y = forward("shape=1,1 eps=0 x=7 weight=3 bias=0.5 running_mean=1 running_var=4");
  EXPECT_TRUE(y.oracle.degenerate(0));
  EXPECT_EQ(y.all(Role::kY), texts({0.5}));
  EXPECT_EQ(y.all(Role::kSaveInvstd), texts({0}));
  EXPECT_EQ(y.all(Role::kRunningVar), texts({kNan}));
}

TEST(OneElement, RunningVarIsNanWhateverTheMomentum) {
  const Solved solved =
      Solved("batch_norm forward_training momentum=0 shape=1,1 x=7 running_mean=1 running_var=4");
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({kNan}));
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({1}));
}

TEST(EmptyBatch, LeavesTheRunningStatisticsAlone) {
  const Solved solved = Solved(
      "batch_norm forward_training shape=0,2 num_batches_tracked=6 momentum=cumulative "
      "running_mean=0.5,inf running_var=nan,3");
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({0.5, kInf}));
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({kNan, 3}));
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({kNan, kNan}));
  EXPECT_EQ(solved.all(Role::kSaveVar), texts({kNan, kNan}));
  EXPECT_EQ(solved.all(Role::kSaveInvstd), texts({kNan, kNan}));
  EXPECT_EQ(solved.all(Role::kY), texts({}));
  EXPECT_EQ(solved.oracle.num_batches_tracked(), 7);
  EXPECT_FALSE(solved.oracle.degenerate(0));
}

TEST(EmptyBatch, HasZeroParameterGradients) {
  for (const char* shape : {"shape=0,2", "shape=3,2,0,4"}) {
    const Solved solved = backward(shape);
    EXPECT_EQ(solved.all(Role::kDx), texts({}));
    EXPECT_EQ(solved.all(Role::kDweight), texts({0, 0}));
    EXPECT_EQ(solved.all(Role::kDbias), texts({0, 0}));
  }
}

struct XCase {
  const char* x;
  double mean;
  double running_mean;
};

TEST(NonFiniteX, PoisonsItsChannelAndNoOther) {
  for (const XCase& each :
       {XCase{"inf", kInf, kInf}, XCase{"-inf", -kInf, -kInf}, XCase{"nan", kNan, kNan}}) {
    const std::string x = each.x;
    const Solved y = forward("shape=2,2 eps=0 x=" + x +
                             ",3,1,5 weight=2,2 bias=1,1 running_mean=1,1 running_var=4,4");
    EXPECT_EQ(y.all(Role::kSaveMean), texts({each.mean, 4}));
    EXPECT_EQ(y.all(Role::kSaveVar), texts({kNan, 1}));
    EXPECT_EQ(y.all(Role::kSaveInvstd), texts({kNan, 1}));
    EXPECT_EQ(y.all(Role::kY), texts({kNan, -1, kNan, 3}));
    EXPECT_EQ(y.all(Role::kRunningMean), texts({each.running_mean, 1.75}));
    EXPECT_EQ(y.all(Role::kRunningVar), texts({kNan, 3.5}));
    const Solved dx = backward("shape=2,2 eps=0 x=" + x + ",3,1,5 dy=1,2,3,5 weight=2,2");
    EXPECT_EQ(dx.all(Role::kDx), texts({kNan, 0, kNan, 0}));
    EXPECT_EQ(dx.all(Role::kDweight), texts({kNan, 3}));
    EXPECT_EQ(dx.all(Role::kDbias), texts({4, 7}));
  }
}

TEST(NonFiniteX, OppositeInfinitiesHaveNoMean) {
  const Solved solved = forward("shape=3,1 x=inf,-inf,2 running_mean=1 running_var=4");
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({kNan}));
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({kNan}));
  EXPECT_EQ(forward("shape=3,1 x=inf,inf,2").all(Role::kSaveMean), texts({kInf}));
}

TEST(NonFiniteX, ZeroMomentumTimesInfinityIsNan) {
  const Solved solved =
      Solved("batch_norm forward_training momentum=0 shape=2,1 x=inf,2 running_mean=1");
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({kNan}));
}

TEST(NonFiniteX, SingleElementToo) {
  const Solved solved = forward("shape=1,1 x=-inf running_mean=1 running_var=1");
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({-kInf}));
  EXPECT_EQ(solved.all(Role::kY), texts({kNan}));
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({kNan}));
}

struct DyCase {
  const char* dy;
  double dweight;
  double dbias;
};

// x = 0, 1, 2: normalized -, 0, +. In every case each element's bracket meets inf - inf or 0 * inf.
TEST(NonFiniteDy, FollowsIeeeClasses) {
  const std::vector<DyCase> cases{
      {"inf,1,2", -kInf, kInf}, {"1,2,inf", kInf, kInf},     {"-inf,1,2", kInf, -kInf},
      {"1,inf,2", kNan, kInf},  {"inf,1,-inf", -kInf, kNan}, {"nan,1,2", kNan, kNan},
  };
  for (const DyCase& each : cases) {
    const Solved solved = backward(std::string("shape=3,1 eps=0 x=0,1,2 weight=1 dy=") + each.dy);
    EXPECT_EQ(solved.all(Role::kDweight), texts({each.dweight})) << each.dy;
    EXPECT_EQ(solved.all(Role::kDbias), texts({each.dbias})) << each.dy;
    EXPECT_EQ(solved.all(Role::kDx), texts({kNan, kNan, kNan})) << each.dy;
  }
}

// Where neither term opposes the other an element's gradient is infinite, not NaN.
TEST(NonFiniteDy, GivesInfiniteGradientsWhereNothingCancels) {
  // xhat = -, -, +; dy = inf at the first: dbias = inf, dweight = -inf.
  // dx_0 = inf - inf + ... = NaN; dx_1 = 1 - inf - (-)(-inf) = -inf; dx_2 = 2 - inf + inf = NaN.
  const Solved solved = backward("shape=3,1 x=0,1,5 weight=2 dy=inf,1,2");
  EXPECT_EQ(solved.all(Role::kDx), texts({kNan, -kInf, kNan}));
  const Solved negative = backward("shape=3,1 x=0,1,5 weight=-2 dy=inf,1,2");
  EXPECT_EQ(negative.all(Role::kDx), texts({kNan, kInf, kNan}));
  const Solved zero = backward("shape=3,1 x=0,1,5 weight=0 dy=inf,1,2");
  EXPECT_EQ(zero.all(Role::kDx), texts({kNan, kNan, kNan}));
}

TEST(NonFiniteDy, LeavesOtherChannelsAlone) {
  const Solved solved = backward("shape=2,2 eps=0 x=0,3,1,5 dy=inf,2,3,5 weight=1,2");
  EXPECT_EQ(solved.all(Role::kDweight), texts({-kInf, 3}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({kInf, 7}));
  EXPECT_EQ(solved.hi(Role::kDx, 1), 0.0);
}

TEST(NonFiniteWeight, FollowsIeeeInForward) {
  const Solved solved = forward("shape=3,2 eps=0 x=0,0,1,1,2,2 weight=inf,nan bias=1,1");
  EXPECT_EQ(solved.all(Role::kY), texts({-kInf, kNan, kNan, kNan, kInf, kNan}));
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({1, 1}));
}

TEST(NonFiniteWeight, ReachesDxAlone) {
  const Solved solved = backward("shape=3,1 eps=0 x=0,1,5 dy=1,2,2 weight=-inf");
  const Solved unit = backward("shape=3,1 eps=0 x=0,1,5 dy=1,2,2 weight=1");
  for (std::int64_t i = 0; i < 3; ++i) {
    const double real = unit.hi(Role::kDx, i);
    ASSERT_NE(real, 0);
    EXPECT_EQ(solved.hi(Role::kDx, i), real > 0 ? -kInf : kInf);
  }
  EXPECT_EQ(solved.all(Role::kDweight), unit.all(Role::kDweight));
  EXPECT_EQ(solved.all(Role::kDbias), texts({5}));
  const Solved zero = backward("shape=3,1 x=0,1,5 dy=2,2,2 weight=inf");  // dx is exactly 0
  EXPECT_EQ(zero.all(Role::kDx), texts({kNan, kNan, kNan}));
  EXPECT_EQ(zero.all(Role::kDweight), texts({0}));
}

TEST(NonFiniteBias, IsTheClassOfY) {
  const Solved solved = forward("shape=2,3 x=0,0,0,1,1,1 weight=1,1,inf bias=inf,nan,inf");
  EXPECT_EQ(solved.all(Role::kY), texts({kInf, kNan, kNan, kInf, kNan, kInf}));
}

TEST(ZeroWeight, GivesTheBiasAndNoInputGradient) {
  EXPECT_EQ(forward("shape=2,1 x=0,1 weight=0 bias=0.5").all(Role::kY), texts({0.5, 0.5}));
  EXPECT_EQ(forward("shape=2,1 x=0,1 weight=-0x0p+0 bias=-0x0p+0").all(Role::kY), texts({0, 0}));
  const Solved solved = backward("shape=2,1 eps=0 x=0,2 dy=1,4 weight=0");
  EXPECT_EQ(solved.all(Role::kDx), texts({0, 0}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({3}));
}

TEST(NonFiniteRunningStatistics, FollowIeeeInTheUpdate) {
  const Solved solved =
      forward("shape=2,4 x=0,0,0,0,2,2,2,2 running_mean=inf,-inf,nan,1 running_var=inf,nan,-inf,0");
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({kInf, -kInf, kNan, 1}));
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({kInf, kNan, -kInf, 0.5}));
}

TEST(NonFiniteRunningStatistics, MeetTheBatchInTheUpdate) {
  const Solved opposed = forward("shape=2,1 x=inf,0 running_mean=-inf running_var=1");
  EXPECT_EQ(opposed.all(Role::kRunningMean), texts({kNan}));
  const Solved alike = forward("shape=2,1 x=inf,0 running_mean=inf running_var=1");
  EXPECT_EQ(alike.all(Role::kRunningMean), texts({kInf}));
}

TEST(NonFiniteRunningStatistics, AreNotForgottenByAFactorOfZero) {
  for (const char* average : {"momentum=1", "momentum=cumulative"}) {
    const Solved solved = Solved(std::string("batch_norm forward_training ") + average +
                                 " shape=2,1 x=0,2 running_mean=inf running_var=inf");
    EXPECT_EQ(solved.all(Role::kRunningMean), texts({kNan}));
    EXPECT_EQ(solved.all(Role::kRunningVar), texts({kNan}));
  }
}

TEST(Overflow, GoesToInfinityAndUnderflowToAZeroOfItsSign) {
  const Solved huge = forward("shape=2,1 dtype=float64 x=0x1p+1023,-0x1p+1023 weight=1 bias=0");
  EXPECT_EQ(huge.all(Role::kSaveVar), texts({kInf}));
  EXPECT_EQ(huge.oracle.kind(Role::kSaveVar, 0), Kind::kReal);
  EXPECT_EQ(huge.oracle.compare(Role::kSaveVar, 0, 0x1.fffffffffffffp+1023), 1);
  EXPECT_EQ(huge.all(Role::kY), texts({1, -1}));
  const Solved tiny = forward(
      "shape=2,1 eps=1 dtype=float64 x=0x1p-1074,-0x1p-1074 parameters=float64 weight=0x1p-9 "
      "bias=0");
  EXPECT_EQ(tiny.all(Role::kY), texts({0.0, -0.0}));
  EXPECT_EQ(tiny.all(Role::kSaveVar), texts({0}));
  EXPECT_EQ(tiny.oracle.compare(Role::kSaveVar, 0, 0), 1);
}

}  // namespace
}  // namespace normaudit::reference
