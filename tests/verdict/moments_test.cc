// Terms of the classes' moments that no input brings out, one at a time: conditions for which the
// first-order formula of docs/bounds.md, section 4, has the term as a large part.
#include "verdict/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "verdict/invstd.h"

namespace normaudit::verdict {
namespace {

constexpr double kU = 0x1p-24;

MomentErrors moments(const std::string& algorithm, const reference::Condition& condition) {
  const NumericContract contract{.algorithm = algorithm};
  return moments_of(find_bound(algorithm), Setting(condition, contract, Dtype::kFloat32));
}

// The error is the formula's first order, and what is of second order is small beside it.
void expect_first_order(Up error, double first_order) {
  EXPECT_GE(error.value(), first_order);
  EXPECT_LE(error.value(), first_order * (1 + 0x1p-10));
}

// 1024 numbers whose absolute values add up to 1024 and whose sum is `sum`.
reference::Condition of_size_one(double sum) {
  reference::Condition c;
  c.n = 1024;
  c.constant = false;
  c.centre_magnitude = sum / 1024;
  c.variance = {1, 1};
  c.sum_abs_x = c.sum_squares = 1024;
  c.max_abs_x = 1;
  c.max_abs_deviation = 2;
  return c;
}

TEST(Moments, OfKahanCountTheRoundingsOfTheCompensationAndOfTheLastSum) {
  expect_first_order(moments("kahan_two_pass", of_size_one(0)).mean.error, 2 * kU);
  expect_first_order(moments("kahan_two_pass", of_size_one(1024)).mean.error, 3 * kU);
}

// 3u*sum|x| and at most 9*n*u^2*sum|x| more, while 16*n*u^2 <= 1.
TEST(Moments, OfKahanHaveASmallSecondOrder) {
  for (std::int64_t n : {std::int64_t{2}, std::int64_t{1} << 20, std::int64_t{1} << 44}) {
    reference::Condition c = of_size_one(1024);
    c.n = n;
    c.sum_abs_x = static_cast<double>(n);
    c.centre_magnitude = 1;
    const double error = moments("kahan_two_pass", c).mean.error.value();
    EXPECT_GT(error, 3 * kU);
    EXPECT_LT(error, 3 * kU + 9 * static_cast<double>(n) * kU * kU);
  }
}

TEST(Moments, OfATreeCountTheAdditionsOfEveryLevel) {
  constexpr double kLevels = 10;
  const double of_means = (3 * std::sqrt(2 * kLevels) + kLevels) * kU;
  const double of_sums = (6 + 2 * (kLevels - 1)) * kU;
  expect_first_order(moments("chan_tree", of_size_one(0)).variance.error, 2 * of_means + of_sums);
}

// Ten levels of merges above leaves of 16 numbers, which pass five additions each.
TEST(Moments, OfPivotedMergesCountLeavesAndLevels) {
  const NumericContract contract{.algorithm = "pivoted_merges",
                                 .block = 16,
                                 .merges = 9,
                                 .numbers_per_merge = std::int64_t{1} << 40};
  const reference::Condition c = of_size_one(0);
  const MomentErrors result =
      moments_of(find_bound(contract.algorithm), Setting(c, contract, Dtype::kFloat32));
  // The deviations are at most 2: so is the pivot's, and its squares' mean is 5.
  const double size = std::sqrt(5);
  const double before = (1 + 6) * size + 3 * std::sqrt(20);
  expect_first_order(result.pair->error, (before + 9 * size + 2) * kU);
  expect_first_order(result.mean.error, (before + 9 * size + 2) * kU);
  const double of_means = std::hypot(before + 10 * size, 6 * size);
  expect_first_order(result.variance.error, (2 * of_means + 6 + 5 + 2 * 10) * kU);
}

// Where the numbers are far from 0, fl(pivot + delta) is rounded by u of the mean.
TEST(Moments, OfPivotedMergesRoundTheStoredMeanOnceMore) {
  const NumericContract contract{.algorithm = "pivoted_merges", .block = 16};
  reference::Condition c = of_size_one(1024);
  c.n = 2;
  c.centre_magnitude = c.max_abs_x = 0x1p30;
  const MomentErrors result =
      moments_of(find_bound(contract.algorithm), Setting(c, contract, Dtype::kFloat32));
  expect_first_order(result.mean.error, 0x1p30 * kU);
  EXPECT_LT(result.pair->error.value(), 64 * kU);
}

// Five steps, each of which adds once, and five merges, which add twice.
TEST(Moments, OfWelfordMergesCountStepsAndLevels) {
  const NumericContract contract{
      .algorithm = "welford_merges", .merges = 5, .numbers_per_merge = 1024 / 5 + 1};
  const reference::Condition c = of_size_one(0);
  const MomentErrors result =
      moments_of(find_bound(contract.algorithm), Setting(c, contract, Dtype::kFloat32));
  const double of_steps = 3 * std::sqrt(20);
  expect_first_order(result.mean.error, (of_steps + 9) * kU);
  const double of_products = 3 * std::sqrt(2) + std::sqrt(1 + std::log(10));
  expect_first_order(result.variance.error,
                     (2 * (of_steps + 10) + of_products + 6 + 5 + 2 * 5) * kU);
}

TEST(Moments, OfMergesPromiseNothingWhereAWeightMayUnderflow) {
  for (const char* algorithm : {"pivoted_merges", "welford_merges", "chan_tree"}) {
    const NumericContract contract{
        .algorithm = algorithm, .merges = 14, .numbers_per_merge = 1 << 20};
    reference::Condition c = of_size_one(0);
    const auto error = [&] {
      return moments_of(find_bound(algorithm), Setting(c, contract, Dtype::kFloat16)).mean.error;
    };
    c.n = 1 << 14;
    EXPECT_FALSE(error().infinite()) << algorithm;
    ++c.n;  // 1/n is subnormal in float16
    EXPECT_TRUE(error().infinite()) << algorithm;
  }
}

// 512 numbers of 200 add up to more than float16 has, though 200^2 is one.
TEST(Moments, OfPivotedMergesPromiseNothingWhereALeafsSumMayOverflow) {
  reference::Condition c = of_size_one(0);
  c.max_abs_deviation = 100;
  for (std::int64_t block : {64, 512}) {
    const NumericContract contract{
        .algorithm = "pivoted_merges", .block = block, .numbers_per_merge = 512};
    const Setting setting(c, contract, Dtype::kFloat16);
    const bool promised =
        !moments_of(find_bound(contract.algorithm), setting).mean.error.infinite();
    EXPECT_EQ(promised, block == 64);
  }
}

TEST(Moments, OfAShiftCountTheRoundingOfEachDifference) {
  reference::Condition c;
  c.n = 2;  // one term is 0: nothing is added
  c.constant = false;
  c.variance = {1, 1};
  c.first_x = 1;
  c.max_abs_x = c.max_abs_deviation = 1;
  c.sum_abs_x = c.sum_squares = 2;
  // sum |x - k| <= sqrt(n*n*(variance + 1)), halved.
  expect_first_order(moments("shifted_one_pass", c).mean.error, std::sqrt(2) * kU);
}

TEST(Moments, OfACorrectionCountTheRoundingOfItsSquare) {
  reference::Condition c;
  c.n = 2;
  c.constant = false;
  c.sum_abs_x = 0x1p40;
  c.max_abs_x = 0x1p39;
  const MomentErrors result = moments("corrected_two_pass", c);
  // Of D^2: 4u*2 of the two squares; 2*2u*2 of the correction and u*2 of its own square; halved.
  const double d = result.mean.error.value();
  expect_first_order(result.variance.error, 9 * kU * d * d);
}

// A variance of 0.1 that may come out as 0.6 beside eps = 0.9: the radicand is 1.5 for 1 at most
// and no less than 0.9.
TEST(Invstd, ErrsByHalfOfARadicandsError) {
  const Estimate result =
      invstd(Arithmetic({.dtype = Dtype::kFloat32}),
             {.variance = {0.1, 0.1}, .variance_error = 0.5, .eps = 0.9, .least_variance = 0});
  EXPECT_GE(result.error.value(), 1 - 1 / std::sqrt(1.5));
  EXPECT_LE(result.error.value(), 0.25 + 4 * kU);
}

}  // namespace
}  // namespace normaudit::verdict
