// Textbook backends against cases small enough to compute by hand, every intermediate exact.
#include <cmath>

#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

// Channel 0 has mean 1, channel 1 mean 3; both have variance 4, so that variance + eps = 16.
const std::string kData = " shape=5,2 eps=12 x=0,2,0,2,0,2,0,2,5,7";
const std::string kTraining = "batch_norm forward_training" + kData;
const std::string kRunning = " momentum=0.25 running_mean=4,-5 running_var=8,0";

// All numbers are short enough for every storage format.
class HandTest : public TextbookTest {};

TEST_P(HandTest, TrainingNormalizesEveryChannel) {
  const Tensors got = run(kTraining + " weight=4,-8 bias=-1,0.5");

  EXPECT_EQ(of(got, Role::kSaveMean), (Numbers{1, 3}));
  EXPECT_EQ(of(got, Role::kSaveVar), (Numbers{4, 4}));
  EXPECT_EQ(of(got, Role::kSaveInvstd), (Numbers{0.25, 0.25}));
  EXPECT_EQ(of(got, Role::kY), (Numbers{-2, 2.5, -2, 2.5, -2, 2.5, -2, 2.5, 3, -7.5}));
}

TEST_P(HandTest, AbsentWeightIsOneAndAbsentBiasIsZero) {
  const Numbers plain{-0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, 1, 1};
  const Numbers weighted{-1, 2, -1, 2, -1, 2, -1, 2, 4, -8};
  const Numbers biased{-1.25, 0.25, -1.25, 0.25, -1.25, 0.25, -1.25, 0.25, 0, 1.5};

  EXPECT_EQ(of(run(kTraining + " affine=-"), Role::kY), plain);
  EXPECT_EQ(of(run(kTraining + " affine=w weight=4,-8"), Role::kY), weighted);
  EXPECT_EQ(of(run(kTraining + " affine=b bias=-1,0.5"), Role::kY), biased);
}

TEST_P(HandTest, RunningStatisticsMoveByMomentumAndTakeTheUnbiasedVariance) {
  const Tensors got = run(kTraining + kRunning);

  EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{3.25, -3}));
  EXPECT_EQ(of(got, Role::kRunningVar), (Numbers{7.25, 1.25}));
  EXPECT_EQ(got.num_batches_tracked, 1);
}

TEST_P(HandTest, RunningStatisticsMoveForAllAffineCombinations) {
  for (const char* affine : {"-", "w", "b", "wb"}) {
    const Tensors got = run(kTraining + kRunning + " affine=" + affine);
    EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{3.25, -3})) << affine;
  }
}

TEST_P(HandTest, CumulativeAverageWeighsTheBatchByItsNumber) {
  const Tensors got = run(kTraining +
                          " momentum=cumulative num_batches_tracked=3 running_mean=5,7"
                          " running_var=1,9");

  EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{4, 6}));
  EXPECT_EQ(of(got, Role::kRunningVar), (Numbers{2, 8}));
  EXPECT_EQ(got.num_batches_tracked, 4);
}

TEST_P(HandTest, FirstCumulativeBatchReplacesTheRunningStatistics) {
  const Tensors got = run(kTraining + " momentum=cumulative running_mean=5,7 running_var=1,9");

  EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{1, 3}));
  EXPECT_EQ(of(got, Role::kRunningVar), (Numbers{5, 5}));
}

TEST_P(HandTest, UntrackedTrainingHasNoRunningStatistics) {
  const Tensors got = run(kTraining + " track_running_stats=0");

  EXPECT_FALSE(got.has(Role::kRunningMean));
  EXPECT_FALSE(got.has(Role::kRunningVar));
  EXPECT_EQ(of(got, Role::kSaveMean), (Numbers{1, 3}));
}

TEST_P(HandTest, InferenceUsesTheRunningStatistics) {
  const std::string inference = "batch_norm inference" + kData;

  EXPECT_EQ(
      of(run(inference + " running_mean=4,1 running_var=4,-8 weight=8,2 bias=1,-2"), Role::kY),
      (Numbers{-7, -1, -7, -1, -7, -1, -7, -1, 3, 4}));
  EXPECT_EQ(of(run(inference + " running_mean=4,1 running_var=4,-8 affine=-"), Role::kY),
            (Numbers{-1, 0.5, -1, 0.5, -1, 0.5, -1, 0.5, 0.25, 3}));
}

TEST_P(HandTest, BackwardThroughTheBatchStatistics) {
  // mean 2.5, variance 1.25, invstd 0.5; s = 4, p = 3, k = 3/16.
  const std::string backward = "batch_norm backward shape=4,1 eps=2.75 x=1,2,3,4 dy=1,0,0,3";

  const Tensors weighted = run(backward + " weight=2");
  EXPECT_EQ(of(weighted, Role::kDx), (Numbers{0.28125, -0.90625, -1.09375, 1.71875}));
  EXPECT_EQ(of(weighted, Role::kDweight), (Numbers{1.5}));
  EXPECT_EQ(of(weighted, Role::kDbias), (Numbers{4}));

  const Tensors plain = run(backward + " affine=-");
  EXPECT_EQ(of(plain, Role::kDx), (Numbers{0.140625, -0.453125, -0.546875, 0.859375}));
  EXPECT_EQ(of(plain, Role::kDweight), (Numbers{1.5}));
}

TEST_P(HandTest, BackwardInferenceTreatsTheRunningStatisticsAsConstants) {
  const std::string backward =
      "batch_norm backward_inference shape=4,1 eps=2.75 x=1,2,3,4 dy=1,0,0,3 running_mean=2"
      " running_var=13.25";  // invstd 0.25

  const Tensors weighted = run(backward + " weight=-8");
  EXPECT_EQ(of(weighted, Role::kDx), (Numbers{-2, 0, 0, -6}));
  EXPECT_EQ(of(weighted, Role::kDweight), (Numbers{1.25}));
  EXPECT_EQ(of(weighted, Role::kDbias), (Numbers{4}));
  EXPECT_EQ(of(run(backward + " affine=b"), Role::kDx), (Numbers{0.25, 0, 0, 0.75}));
}

INSTANTIATE_TEST_SUITE_P(All, HandTest,
                         testing::Combine(testing::ValuesIn(all_backends()),
                                          testing::ValuesIn(kDtypes)),
                         textbook_name);

}  // namespace
}  // namespace normaudit
