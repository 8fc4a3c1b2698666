// Textbook backends where the formulas meet empty, single, constant and non-finite groups, or
// cancel.
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

bool all_nan(const Numbers& numbers) {
  for (double each : numbers) {
    if (!std::isnan(each)) return false;
  }
  return !numbers.empty();
}

TEST_P(TextbookTest, EmptyGroupHasNanStatisticsAndKeepsTheRunningOnes) {
  for (const char* shape : {"0,2", "3,2,0", "0,2,4,4"}) {
    SCOPED_TRACE(shape);
    const Tensors got = run("batch_norm forward_training shape=" + std::string(shape) +
                            " running_mean=4,-5 running_var=8,0");

    EXPECT_EQ(got.at(Role::kY).count(), 0);
    EXPECT_TRUE(all_nan(of(got, Role::kSaveMean)));
    EXPECT_TRUE(all_nan(of(got, Role::kSaveVar)));
    EXPECT_TRUE(all_nan(of(got, Role::kSaveInvstd)));
    EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{4, -5}));
    EXPECT_EQ(of(got, Role::kRunningVar), (Numbers{8, 0}));
  }
}

TEST_P(TextbookTest, EmptyGroupHasZeroAffineGradients) {
  for (const char* pass : {"backward", "backward_inference"}) {
    // A running variance below -eps makes invstd NaN, which must not reach an empty sum.
    const std::string running =
        std::string(pass) == "backward" ? "" : " running_mean=0,0 running_var=-1,1";
    const Tensors got = run("batch_norm " + std::string(pass) + " shape=0,2,3" + running);

    EXPECT_EQ(got.at(Role::kDx).count(), 0) << pass;
    EXPECT_EQ(of(got, Role::kDweight), (Numbers{0, 0})) << pass;
    EXPECT_EQ(of(got, Role::kDbias), (Numbers{0, 0})) << pass;
  }
}

TEST_P(TextbookTest, SingleElementNormalizesToBiasAndHasNoUnbiasedVariance) {
  const Tensors got =
      run("batch_norm forward_training shape=1,2 momentum=0.5 x=7,-3 bias=0.25,2 running_mean=1,1"
          " running_var=1,1");

  EXPECT_EQ(of(got, Role::kY), (Numbers{0.25, 2}));
  EXPECT_EQ(of(got, Role::kSaveMean), (Numbers{7, -3}));
  EXPECT_EQ(of(got, Role::kSaveVar), (Numbers{0, 0}));
  EXPECT_EQ(of(got, Role::kRunningMean), (Numbers{4, -1}));
  EXPECT_TRUE(all_nan(of(got, Role::kRunningVar)));
}

TEST_P(TextbookTest, SingleElementHasNoGradientButDbias) {
  const Tensors got = run("batch_norm backward shape=1,2 x=7,-3 dy=2,5 weight=3,4");

  EXPECT_EQ(of(got, Role::kDx), (Numbers{0, 0}));
  EXPECT_EQ(of(got, Role::kDweight), (Numbers{0, 0}));
  EXPECT_EQ(of(got, Role::kDbias), (Numbers{2, 5}));
}

TEST_P(TextbookTest, ConstantGroupWithoutEpsHasZeroInvstd) {
  const Tensors forward =
      run("batch_norm forward_training shape=4,1 eps=0 x=3,3,3,3 weight=2 bias=-0.5");
  EXPECT_EQ(of(forward, Role::kSaveVar), (Numbers{0}));
  EXPECT_EQ(of(forward, Role::kSaveInvstd), (Numbers{0}));
  EXPECT_EQ(of(forward, Role::kY), (Numbers{-0.5, -0.5, -0.5, -0.5}));

  const Tensors backward = run("batch_norm backward shape=4,1 eps=0 x=3,3,3,3 dy=1,2,3,5 weight=2");
  EXPECT_EQ(of(backward, Role::kDx), (Numbers{0, 0, 0, 0}));
  EXPECT_EQ(of(backward, Role::kDweight), (Numbers{0}));
  EXPECT_EQ(of(backward, Role::kDbias), (Numbers{11}));
}

TEST_P(TextbookTest, InferenceWithoutVarianceAndEpsFollowsIeee) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const Numbers y = of(run("batch_norm inference shape=3,1 eps=0 x=1,2,3 running_mean=2"
                           " running_var=0 weight=2 bias=1"),
                       Role::kY);

  // Folded, b = bias - mean*a is an infinity already.
  const bool folded = backend() == "folded";
  EXPECT_TRUE(folded ? std::isnan(y[0]) : y[0] == -kInf);
  EXPECT_TRUE(std::isnan(y[1]));
  EXPECT_TRUE(folded ? std::isnan(y[2]) : y[2] == kInf);
  EXPECT_TRUE(all_nan(of(run("batch_norm inference shape=3,1 x=1,2,3 running_mean=2"
                             " running_var=-1"),
                         Role::kY)));
}

TEST_P(TextbookTest, NonFiniteChannelSpoilsItselfAndNoOther) {
  const std::string data = " shape=2,2,2 weight=2,3 x=";
  const std::string forward = "batch_norm forward_training bias=1,5" + data;
  const Tensors clean = run(forward + "1,2,3,5,4,5,6,9");
  for (const char* bad : {"nan", "inf", "-inf"}) {
    SCOPED_TRACE(bad);
    const std::string values = "1,2,3,5," + std::string(bad) + ",5,6,9";
    const Tensors got = run(forward + values);
    const Tensors gradients = run("batch_norm backward dy=1,2,3,4,5,6,7,8" + data + values);

    const Numbers y = of(got, Role::kY);
    const Numbers dx = of(gradients, Role::kDx);
    for (std::size_t i : {0U, 1U, 4U, 5U}) {
      EXPECT_TRUE(std::isnan(y[i])) << i;
      EXPECT_TRUE(std::isnan(dx[i])) << i;
    }
    for (std::int64_t i : {2, 3, 6, 7}) {
      EXPECT_EQ(got.at(Role::kY).bits(i), clean.at(Role::kY).bits(i)) << i;
      EXPECT_TRUE(std::isfinite(dx[static_cast<std::size_t>(i)])) << i;
    }
    // Of an infinity the mean is that infinity, or NaN where a recurrence meets it twice.
    const double mean = got.at(Role::kSaveMean).get(0);
    EXPECT_TRUE(std::isnan(mean) || mean == std::strtod(bad, nullptr)) << mean;
    EXPECT_TRUE(std::isnan(got.at(Role::kSaveVar).get(0)));
    EXPECT_TRUE(std::isnan(gradients.at(Role::kDweight).get(0)));
    EXPECT_EQ(of(gradients, Role::kDbias), (Numbers{14, 22}));
  }
}

TEST_P(TextbookTest, ZeroWeightLeavesTheBiasAlone) {
  EXPECT_EQ(of(run("batch_norm forward_training shape=4,1 x=1,2,3,5 weight=0 bias=0.75"), Role::kY),
            (Numbers{0.75, 0.75, 0.75, 0.75}));
  EXPECT_EQ(of(run("batch_norm backward shape=4,1 x=1,2,3,5 dy=1,2,5,3 weight=0"), Role::kDx),
            (Numbers{0, 0, 0, 0}));
}

}  // namespace
}  // namespace normaudit
