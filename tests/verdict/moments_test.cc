// Terms of the classes' moments that no input brings out, one at a time: conditions for which the
// first-order formula of docs/bounds.md, section 4, has the term as a large part.
#include "verdict/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

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

}  // namespace
}  // namespace normaudit::verdict
