// What follows from a pivoted_one_pass contract, one term at a time: the class's errors, the pair
// of y and the recentred mean of backward by their first order, and leaves that may overflow.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/hazard.h"
#include "verdict/backward.h"
#include "verdict/judging.h"
#include "verdict/leaves.h"

namespace normaudit::verdict {
namespace {

constexpr double kU = 0x1p-24;
constexpr double kAdditions = 5;  // that a number of a leaf of 16 passes through, at most

// Sums in float64 have no part in the first order.
NumericContract contract() {
  return {.algorithm = "pivoted_one_pass",
          .accumulator = NumericContract::Accumulator::kFloat64,
          .block = 16,
          .merges = 9,
          .numbers_per_merge = std::int64_t{1} << 40,
          .normalization = NumericContract::Normalization::kPaired,
          .recentred = true};
}

// 1024 numbers of standard deviation 1, the farthest `farthest` from their mean.
reference::Condition spread_by_one(double farthest) {
  reference::Condition c;
  c.n = 1024;
  c.constant = false;
  c.variance = {1, 1};
  c.max_abs_deviation = farthest;
  return c;
}

MomentErrors moments(const reference::Condition& condition) {
  const NumericContract promised = contract();
  return moments_of(find_bound(promised.algorithm), Setting(condition, promised, Dtype::kFloat32));
}

void expect_first_order(Up error, double first_order) {
  EXPECT_GE(error.value(), first_order);
  EXPECT_LE(error.value(), first_order * (1 + 0x1p-10));
}

// Of the differences, of the squares, of the mean's square, and of the last rounding.
double of_variance(double offset) {
  const double size = std::hypot(1, offset);
  return (2 * size + (1 + kAdditions) * size * size + 2 * offset * kAdditions * size + 1) * kU;
}

TEST(PivotedOnePassErrors, AreThoseOfTheFarthestNumberWhereThatIsNear) {
  const MomentErrors result = moments(spread_by_one(2));
  expect_first_order(result.pair->error, (1 + kAdditions) * std::sqrt(5) * kU);
  expect_first_order(result.variance.error, of_variance(2));
}

TEST(PivotedOnePassErrors, AreThoseOfAPivotFifteenVariancesOffElse) {
  const MomentErrors result = moments(spread_by_one(100));
  expect_first_order(result.pair->error, (1 + kAdditions) * 4 * kU);
  expect_first_order(result.variance.error, of_variance(std::sqrt(15)));
}

// A first mean off by 6u*2^22 = 1.5; the next pivot by that, and that and sigma more.
TEST(PivotedOnePassErrors, CountWhatTheFirstMeanIsOffBy) {
  reference::Condition c = spread_by_one(0x1p22);
  c.centre_magnitude = 0x1p26;
  const double offset = 2 * 1.5 + 1;
  const double of_low = 4 * kU;  // u times half an ulp of 2^26
  expect_first_order(moments(c).pair->error,
                     (1 + kAdditions) * std::hypot(1, offset) * kU + of_low);
  // The format has every number near 0: no more than half an ulp of 1.5 for sigma and 1.5.
  c.centre_magnitude = 0;
  EXPECT_LT(moments(c).pair->error.value(), (1 + kAdditions) * 4.01 * kU);
}

// Squares of 2^-76 are lost, and with them what would have moved the pivot.
TEST(PivotedOnePassErrors, AllowAnyPivotWhereSquaresUnderflow) {
  reference::Condition c = spread_by_one(0x1p-76);
  c.variance = {0x1p-180, 0x1p-180};
  EXPECT_GE(moments(c).pair->error.value(), (1 + kAdditions) * 0x1p-76 * kU);
}

TEST(PivotedOnePassErrors, OfTheStoredMeanAreHalfAnUlpMore) {
  reference::Condition c = spread_by_one(2);
  c.centre_magnitude = 0x1p30;
  const MomentErrors result = moments(c);
  expect_first_order(result.mean.error, 0x1p30 * kU);
  EXPECT_LE(result.pair->error.value(), 80 * kU);  // 64u of them the rounding of low
}

TEST(PivotedOnePassErrors, PromiseNothingWhereALeafOfSquaresMayOverflow) {
  // 16*(2R)^2 = 2^128 for R = 2^61; about 1/16 of that is no danger.
  for (double farthest : {0x1p61, 0x1p59}) {
    reference::Condition c = spread_by_one(farthest);
    c.variance = {farthest * farthest, farthest * farthest};
    EXPECT_EQ(moments(c).variance.error.infinite(), farthest == 0x1p61);
  }
  // The second pass alone, about another pivot, would not.
  EXPECT_TRUE(moments(spread_by_one(0x1p63)).variance.error.infinite());
  reference::Condition flushed = spread_by_one(1);
  NumericContract flushing = contract();
  flushing.flushes_subnormals = true;
  EXPECT_TRUE(
      moments_of(find_bound(flushing.algorithm), Setting(flushed, flushing, Dtype::kFloat32))
          .mean.error.infinite());
}

// A stored mean off by 1 sigma: numbers of mean size 2 about it, and low rounded to float32.
TEST(Recentred, MeanHasTheErrorOfItsOwnSumAlone) {
  const reference::Condition c = spread_by_one(2);
  const NumericContract promised = contract();
  const Setting setting(c, promised, Dtype::kFloat32);
  Normalizer normalizer{.mean = {0x1p30, 1.0}, .invstd = Arithmetic::exact(1)};
  recentre(setting, normalizer);
  EXPECT_EQ(normalizer.pivot_offset->value(), 1);
  expect_first_order(normalizer.mean.error, ((1 + kAdditions) * 2 + 1) * kU);
}

// Products of mean size 1 + 1 with 2 roundings; 1 times the error of sum dy; low's error of 13u
// times sum dy. The sum itself is small.
TEST(Recentred, ProductHasNoErrorOfTheStoredMean) {
  reference::Condition c = spread_by_one(2);
  c.sum_abs_dy = c.sum_dy = c.sum_abs_dot = 1024;
  c.max_abs_dy = 1;
  c.max_abs_dot = 2;
  const NumericContract promised = contract();
  const Setting setting(c, promised, Dtype::kFloat32);
  Normalizer normalizer{.mean = {0x1p30, 1.0}, .invstd = Arithmetic::exact(1)};
  const double without = gradient_errors(setting, normalizer).dot.error.value();
  EXPECT_GE(without, 1024);
  recentre(setting, normalizer);
  const double first_order = 1024 * ((2 + kAdditions) * 2 + kAdditions + 13) * kU;
  expect_first_order(gradient_errors(setting, normalizer).dot.error, first_order);
}

// x - save_mean is rounded before low is subtracted.
TEST(Recentred, DxCountsTheRoundingOfXLessTheStoredMean) {
  const reference::Condition c = spread_by_one(2);
  const NumericContract promised = contract();
  const Setting setting(c, promised, Dtype::kFloat32);
  const Normalizer normalizer{
      .mean = {0.0, 0.0}, .invstd = Arithmetic::exact(1), .pivot_offset = 1024.0};
  const GradientErrors gradients{.dbias = {}, .dot = {}, .mean_dy = {}, .k = Arithmetic::exact(1)};
  const Up error = dx(setting, normalizer, gradients,
                      {.x = c.centre, .dy = 0, .weight = std::nullopt, .dx = 0.0});
  expect_first_order(error, 1024 * kU);
}

// Four numbers about 10^6, whose mean float32 does not have.
double bound_of(const std::string& pass, Role role, const NumericContract& promised) {
  const Problem problem = parse_problem(
      "batch_norm " + pass + " shape=4,1 affine=- x=1000000.25,1000001.5,999999.25,1000000.8125");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  return OutputBound({problem, inputs, conditions, promised},
                     {.role = role, .dtype = Dtype::kFloat32, .sources = {}})(0, 0);
}

TEST(PairedContract, TellsTheMeanAsAPairFromTheMeanAsANumber) {
  const auto ratio = [](const std::string& pass, Role role) {
    NumericContract centred = contract();
    centred.normalization = NumericContract::Normalization::kCentred;
    return bound_of(pass, role, centred) / bound_of(pass, role, contract());
  };
  EXPECT_GT(ratio("forward_training", Role::kY), 1000);
  EXPECT_EQ(ratio("forward_training", Role::kSaveMean), 1);
  EXPECT_EQ(ratio("inference", Role::kY), 1);
  EXPECT_EQ(ratio("backward", Role::kDx), 1);
}

TEST(PairedContract, TellsARecentredMeanFromAStoredOne) {
  const auto ratio = [](const std::string& pass, Role role) {
    NumericContract stored = contract();
    stored.recentred = false;
    return bound_of(pass, role, stored) / bound_of(pass, role, contract());
  };
  EXPECT_GT(ratio("backward", Role::kDweight), 1000);
  EXPECT_GT(ratio("backward", Role::kDx), 1000);
  EXPECT_EQ(ratio("backward", Role::kDbias), 1);
  EXPECT_EQ(ratio("forward_training", Role::kY), 1);
  EXPECT_EQ(ratio("backward_inference", Role::kDweight), 1);
}

// The first subtraction's rounding is of x less the mean rounded once.
TEST(PairedContract, CountsTheRoundingOfXLessTheRoundedMean) {
  const Arithmetic a({.dtype = Dtype::kFloat32});
  const Normalizer normalizer{
      .mean = {0x1p40, 0.0}, .invstd = Arithmetic::exact(1), .pivot_offset = 64.0};
  const Up error = centred(a, normalizer, 1.0).error;
  EXPECT_GE(error.value(), 66 * kU);
  EXPECT_LE(error.value(), 66.01 * kU);
}

TEST(PairedContract, TakesTheErrorOfTheStoredMeanForTheFirstOfThePair) {
  const Problem problem = parse_problem(
      "batch_norm forward_training shape=4,1 affine=- "
      "x=1000000.25,1000001.5,999999.25,1000000.8125");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  const NumericContract promised = contract();
  const OutputBound bound({problem, inputs, conditions, promised},
                          {.role = Role::kY, .dtype = Dtype::kFloat32, .sources = {}});
  const auto& errors = bound.errors_of(0);
  EXPECT_EQ(errors.normalizer.pivot_offset->value(), errors.moments.mean.error.value());
  EXPECT_EQ(errors.normalizer.mean.error.value(), errors.moments.pair->error.value());
  EXPECT_GE(errors.moments.mean.error.value(), 0x1p-5);  // half an ulp of 10^6
}

// Variances of float64 between 0 and the least float32, each of which makes an invstd of its own.
TEST(PairedContract, PromisesNoInvstdWhereTheVarianceHasNoDigitAndEpsIsZero) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=4,1 eps=0 affine=- x=0,0x1p-76,0,0");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  const auto bound = [&](NumericContract::Normalization normalization) {
    NumericContract promised = contract();
    promised.normalization = normalization;
    return OutputBound({problem, inputs, conditions, promised},
                       {.role = Role::kSaveInvstd, .dtype = Dtype::kFloat32, .sources = {}})(
        0, 0x1p77);
  };
  EXPECT_EQ(bound(NumericContract::Normalization::kPaired), kInfinity);
  EXPECT_LT(bound(NumericContract::Normalization::kCentred), kInfinity);
}

// Sixteen of 2^125 make 2^129 in one leaf, of which float32 has none.
TEST(Leaves, MayOverflowBelowAWideAccumulator) {
  for (double largest : {0x1p125, 0x1p120}) {
    reference::Condition c = spread_by_one(1);
    c.sum_abs_dy = 1024 * largest;
    c.max_abs_dy = largest;
    for (std::int64_t block : {1, 16}) {
      NumericContract promised = contract();
      promised.block = block;
      const Setting setting(c, promised, Dtype::kFloat32);
      const Estimate sum = total_of_leaves(
          setting, {.magnitude = 0.0, .error = 0.0, .reach = c.sum_abs_dy, .count = c.n},
          c.max_abs_dy);
      EXPECT_EQ(sum.error.infinite(), largest == 0x1p125 && block == 16);
    }
  }
}

// An infinity of dy meets a leaf's overflow to the other one.
TEST(Leaves, MayTurnAnInfiniteSumIntoNan) {
  const Problem problem = parse_problem("batch_norm backward shape=16,1 seed=3");
  Tensors inputs = make_inputs(problem);
  for (std::int64_t i = 0; i < 16; ++i) inputs.at(Role::kDy).set(i, -0x1p127);
  inputs.at(Role::kDy).set(0, std::numeric_limits<double>::infinity());
  const auto conditions = reference::conditions_of(problem, inputs);
  const auto nan_is_right = [&](std::int64_t block) {
    NumericContract promised = contract();
    promised.block = block;
    const Case facts{problem, inputs, conditions, promised};
    const OutputBound bound(facts, {.role = Role::kDbias, .dtype = Dtype::kFloat32, .sources = {}});
    return rounding_decides(facts, bound, 0).nan_for_infinity;
  };
  EXPECT_TRUE(nan_is_right(16));
  EXPECT_FALSE(nan_is_right(1));
}

}  // namespace
}  // namespace normaudit::verdict
