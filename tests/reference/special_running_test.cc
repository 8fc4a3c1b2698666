// The rows of docs/conventions.md for groups normalized by running statistics.
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

Solved inference(const std::string& fields) { return Solved("batch_norm inference " + fields); }
Solved backward(const std::string& fields) {
  return Solved("batch_norm backward_inference " + fields);
}

TEST(Inference, NormalizesWithTheRunningStatistics) {
  const Solved solved =
      inference("shape=3,1 eps=1 x=1,2,5 running_mean=2 running_var=3 weight=4 bias=0.5");
  EXPECT_EQ(solved.all(Role::kY), texts({-1.5, 0.5, 6.5}));
  EXPECT_EQ(solved.oracle.num_batches_tracked(), 0);
}

TEST(Inference, ZeroVarianceAndEpsDivideByZero) {
  const std::string fields = "shape=3,1 eps=0 x=1,2,5 running_mean=2 running_var=0 bias=0.5 ";
  EXPECT_EQ(inference(fields + "weight=4").all(Role::kY), texts({-kInf, kNan, kInf}));
  EXPECT_EQ(inference(fields + "weight=-4").all(Role::kY), texts({kInf, kNan, -kInf}));
  EXPECT_EQ(inference(fields + "weight=0").all(Role::kY), texts({kNan, kNan, kNan}));
  EXPECT_EQ(inference("shape=2,1 eps=0.5 x=1,2 running_mean=2 running_var=-0.5 weight=1 bias=inf")
                .all(Role::kY),
            texts({kNan, kNan}));  // -inf + inf, 0*inf
  EXPECT_FALSE(inference(fields + "weight=4").oracle.degenerate(0));
}

TEST(Inference, NegativeVarianceIsAllowedWhileEpsCoversIt) {
  EXPECT_EQ(inference("shape=1,1 eps=2 x=3 running_mean=2 running_var=-1.75 weight=1 bias=0")
                .all(Role::kY),
            texts({2}));
  for (const char* variance : {"-3", "-inf", "nan"}) {
    EXPECT_EQ(inference(std::string("shape=1,1 eps=2 x=3 running_mean=2 weight=0 running_var=") +
                        variance)
                  .all(Role::kY),
              texts({kNan}));
  }
}

TEST(Inference, InfiniteVarianceLeavesTheBias) {
  const Solved solved = inference(
      "shape=3,1 x=1,inf,nan running_mean=2 running_var=inf weight=4 bias=0.7 parameters=float64");
  EXPECT_EQ(solved.all(Role::kY), texts({0.7, kNan, kNan}));
  EXPECT_EQ(
      inference("shape=1,1 x=1 running_mean=inf running_var=inf weight=4 bias=0.5").all(Role::kY),
      texts({kNan}));
  EXPECT_EQ(
      inference("shape=1,1 x=1 running_mean=2 running_var=inf weight=inf bias=0.5").all(Role::kY),
      texts({kNan}));
  EXPECT_EQ(
      inference("shape=1,1 x=1 running_mean=2 running_var=inf weight=1 bias=-inf").all(Role::kY),
      texts({-kInf}));
}

TEST(Inference, NonFiniteNumbersFollowIeee) {
  const std::string statistics = " running_mean=2 running_var=3 eps=1";
  EXPECT_EQ(inference("shape=3,1 x=inf,-inf,nan weight=-1 bias=1" + statistics).all(Role::kY),
            texts({-kInf, kInf, kNan}));
  EXPECT_EQ(inference("shape=3,1 x=1,2,3 weight=inf bias=1" + statistics).all(Role::kY),
            texts({-kInf, kNan, kInf}));
  EXPECT_EQ(inference("shape=3,1 x=1,2,inf weight=1 bias=-inf" + statistics).all(Role::kY),
            texts({-kInf, -kInf, kNan}));
  EXPECT_EQ(inference("shape=2,1 x=inf,1 weight=0 bias=1" + statistics).all(Role::kY),
            texts({kNan, 1}));
  EXPECT_EQ(
      inference("shape=2,1 x=1,inf weight=1 bias=1 running_mean=inf running_var=1").all(Role::kY),
      texts({-kInf, kNan}));
  EXPECT_EQ(inference("shape=1,1 x=1 weight=1 bias=1 running_mean=nan running_var=1").all(Role::kY),
            texts({kNan}));
}

TEST(Inference, ChannelsAreIndependent) {
  EXPECT_EQ(inference("shape=1,3 eps=0 x=1,5,nan weight=1,1,1 bias=0,0,0 running_mean=0,1,0 "
                      "running_var=nan,4,1")
                .all(Role::kY),
            texts({kNan, 2, kNan}));
}

TEST(BackwardInference, FollowsItsFormula) {
  const Solved solved =
      backward("shape=3,1 eps=1 x=1,2,5 dy=2,3,-4 running_mean=2 running_var=3 weight=6");
  EXPECT_EQ(solved.all(Role::kDx), texts({6, 9, -12}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({-7}));  // (-2 + 0 - 12)/2
  EXPECT_EQ(solved.all(Role::kDbias), texts({1}));
}

TEST(BackwardInference, ZeroRadicandDividesByZero) {
  const Solved solved =
      backward("shape=3,1 eps=0 x=1,2,5 dy=2,0,-4 running_mean=2 running_var=0 weight=6");
  EXPECT_EQ(solved.all(Role::kDx), texts({kInf, kNan, -kInf}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({-kInf}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({-2}));
  const Solved zero =
      backward("shape=2,1 eps=0 x=1,3 dy=1,1 running_mean=2 running_var=0 weight=0");
  EXPECT_EQ(zero.all(Role::kDx), texts({kNan, kNan}));
  EXPECT_EQ(zero.all(Role::kDweight), texts({kNan}));  // an exact 0 times inf
}

TEST(BackwardInference, InfiniteVarianceGivesExactZeros) {
  const Solved solved =
      backward("shape=2,1 x=1,3 dy=-1,inf running_mean=2 running_var=inf weight=3");
  EXPECT_EQ(solved.all(Role::kDx), texts({0, kNan}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({kNan}));
  EXPECT_EQ(backward("shape=2,1 x=1,3 dy=-1,4 running_mean=2 running_var=inf").all(Role::kDweight),
            texts({0}));
}

TEST(BackwardInference, NegativeOrNanRadicandIsNan) {
  for (const char* variance : {"-3", "-inf", "nan"}) {
    const Solved solved = backward(
        std::string("shape=2,1 x=1,3 dy=1,2 running_mean=2 weight=0 running_var=") + variance);
    EXPECT_EQ(solved.all(Role::kDx), texts({kNan, kNan}));
    EXPECT_EQ(solved.all(Role::kDweight), texts({kNan}));
    EXPECT_EQ(solved.all(Role::kDbias), texts({3}));
  }
}

TEST(BackwardInference, NonFiniteNumbersFollowIeee) {
  const std::string statistics = " running_mean=2 running_var=3 eps=1";
  const Solved dy = backward("shape=3,1 x=1,2,5 dy=inf,1,nan weight=-1" + statistics);
  EXPECT_EQ(dy.all(Role::kDx), texts({-kInf, -0.5, kNan}));
  EXPECT_EQ(dy.all(Role::kDbias), texts({kNan}));
  EXPECT_EQ(backward("shape=2,1 x=1,5 dy=inf,1" + statistics).all(Role::kDweight), texts({-kInf}));
  EXPECT_EQ(backward("shape=2,1 x=2,5 dy=inf,1" + statistics).all(Role::kDweight), texts({kNan}));
  const Solved x = backward("shape=2,1 x=inf,5 dy=-2,1 weight=2" + statistics);
  EXPECT_EQ(x.all(Role::kDx), texts({-2, 1}));
  EXPECT_EQ(x.all(Role::kDweight), texts({-kInf}));
  EXPECT_EQ(x.all(Role::kDbias), texts({-1}));
  EXPECT_EQ(backward("shape=2,1 x=inf,5 dy=0,1" + statistics).all(Role::kDweight), texts({kNan}));
  EXPECT_EQ(backward("shape=2,1 x=1,5 dy=0,1 weight=inf" + statistics).all(Role::kDx),
            texts({kNan, kInf}));
}

// dx needs no mean, dweight does.
TEST(BackwardInference, InfiniteRunningMeanReachesDweightAlone) {
  const Solved solved =
      backward("shape=2,1 eps=1 x=1,5 dy=2,4 running_mean=inf running_var=3 weight=1");
  EXPECT_EQ(solved.all(Role::kDx), texts({1, 2}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({-kInf}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({6}));
}

TEST(BackwardInference, EmptyBatchHasZeroParameterGradients) {
  const Solved solved = backward("shape=0,2 eps=0 running_mean=0,inf running_var=0,nan");
  EXPECT_EQ(solved.all(Role::kDweight), texts({0, 0}));
  EXPECT_EQ(solved.all(Role::kDbias), texts({0, 0}));
}

}  // namespace
}  // namespace normaudit::reference
