// Every number of a condition lies on its promised side of the exact one, which comes from the
// oracle's integer sums.
#include "reference/condition.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/hazard.h"
#include "core/problem.h"
#include "core/random.h"
#include "reference/oracle.h"

namespace normaudit::reference {
namespace {

// Sign of (exact output - point), for points beyond the range of double too.
int sign(const Oracle& oracle, Role role, double point) {
  if (std::isinf(point)) return point > 0 ? -1 : 1;
  return oracle.compare(role, 0, point);
}

class ConditionOf : public testing::TestWithParam<std::tuple<Dtype, double, int>> {};

TEST_P(ConditionOf, EnclosesTheExactStatistics) {
  const auto [dtype, offset, power] = GetParam();
  for (std::int64_t n : {1, 2, 3, 17, 1000}) {
    Problem problem;
    problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
    problem.shape = {n, 1, {}};
    Tensors inputs = make_inputs(problem);
    Philox words({7, static_cast<std::uint64_t>(n)});
    Tensor& x = inputs.at(Role::kX);
    for (std::int64_t i = 0; i < n; ++i) {
      x.set(i, std::ldexp(offset + standard_normal(words), power));
    }
    const Oracle oracle(problem, inputs);
    const Condition c = conditions_of(problem, inputs).front();
    EXPECT_EQ(c.n, n);
    EXPECT_TRUE(c.finite);
    EXPECT_GE(sign(oracle, Role::kSaveVar, c.variance.low), 0);
    EXPECT_LE(sign(oracle, Role::kSaveVar, c.variance.high), 0);
    const double above = std::nextafter(c.centre + c.centre_radius, INFINITY);
    const double below = std::nextafter(c.centre - c.centre_radius, -INFINITY);
    EXPECT_LE(sign(oracle, Role::kSaveMean, above), 0);
    EXPECT_GE(sign(oracle, Role::kSaveMean, below), 0);
    EXPECT_LE(sign(oracle, Role::kSaveMean, c.centre_magnitude), 0);
    // Narrow enough to be of use, except where squares under- or overflow.
    if (n > 1 && c.variance.high > 0x1p-900 && std::isfinite(c.variance.high)) {
      EXPECT_LE(c.variance.high, c.variance.low * (1 + 0x1p-38));
    }
    for (std::int64_t i = 0; i < n; ++i) {
      const double value = x.get(i);
      EXPECT_LE(std::fabs(value), c.max_abs_x);
      for (double deviation : {c.deviation(value), c.max_abs_deviation}) {
        EXPECT_LE(sign(oracle, Role::kSaveMean, std::nextafter(value + deviation, INFINITY)), 0);
        EXPECT_GE(sign(oracle, Role::kSaveMean, std::nextafter(value - deviation, -INFINITY)), 0);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scales, ConditionOf,
                         testing::Combine(testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                                          testing::Values(0.0, 3.0, 1e6, -1e12),
                                          testing::Values(-80, 0, 80)));

INSTANTIATE_TEST_SUITE_P(Extremes, ConditionOf,
                         testing::Combine(testing::Values(Dtype::kFloat64),
                                          testing::Values(0.0, 1e12),
                                          testing::Values(-1060, -520, 500, 970)));

TEST(Condition, OfAConstantGroupIsExact) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=3,1 x=-15.9375,-15.9375,-15.9375");
  const Condition c = conditions_of(problem, make_inputs(problem)).front();
  EXPECT_TRUE(c.constant);
  EXPECT_EQ(c.variance.high, 0);
  EXPECT_EQ(c.centre, -15.9375);
  EXPECT_EQ(c.centre_radius, 0);
  EXPECT_EQ(c.deviation(-15.9375), 0);
  EXPECT_EQ(c.kappa(), INFINITY);
}

TEST(Condition, CountsGradientsOnTheSafeSide) {
  // mean 2, deviations -1, 0, 1: sum dy = 7, dot = -1*1 + 0*2 + 1*4 = 3.
  const Problem problem = parse_problem("batch_norm backward shape=3,1 x=1,2,3 dy=1,2,4");
  const Condition c = conditions_of(problem, make_inputs(problem)).front();
  const auto encloses = [](double value, double radius, double exact) {
    return std::fabs(value - exact) <= radius && radius < 0x1p-40;
  };
  EXPECT_TRUE(encloses(c.sum_dy, c.sum_dy_radius, 7));
  EXPECT_TRUE(encloses(c.dot, c.dot_radius, 3));
  const auto just_above = [](double value, double exact) {
    return value >= exact && value <= exact * (1 + 0x1p-40);
  };
  EXPECT_TRUE(just_above(c.sum_abs_dy, 7));
  EXPECT_TRUE(just_above(c.sum_abs_dot, 5));
  EXPECT_TRUE(just_above(c.max_abs_dot, 4));
  EXPECT_EQ(c.max_abs_dy, 4);
  EXPECT_TRUE(just_above(c.sum_abs_x_dy, 17));
  EXPECT_TRUE(just_above(c.sum_abs_x, 6));
  EXPECT_TRUE(just_above(c.sum_squares, 14));
  EXPECT_TRUE(just_above(c.kappa(), std::sqrt(1 + 4 / (2.0 / 3))));
}

TEST(Condition, KnowsTheFirstNumberInTheOrderOfSamplesChannelsPlaces) {
  const Problem batch = parse_problem("batch_norm forward_training shape=2,2,2 x=1,2,3,4,5,6,7,8");
  const std::vector<Condition> channels = conditions_of(batch, make_inputs(batch));
  EXPECT_EQ(channels.at(0).first_x, 1);
  EXPECT_EQ(channels.at(1).first_x, 3);
  const Problem layer = parse_problem("test_layer forward_training shape=2,2,2 x=1,2,3,4,5,6,7,8");
  EXPECT_EQ(conditions_of(layer, make_inputs(layer)).at(1).first_x, 5);
}

TEST(Condition, CentresOnTheRunningMeanWhereThePassDoes) {
  const Problem problem = parse_problem(
      "batch_norm backward_inference shape=2,1 x=1,5 dy=1,1 running_mean=4 running_var=9");
  const Condition c = conditions_of(problem, make_inputs(problem)).front();
  EXPECT_EQ(c.centre, 4);
  EXPECT_EQ(c.variance.low, 9);
  EXPECT_EQ(c.variance.high, 9);
  EXPECT_LE(std::fabs(c.dot - -2), c.dot_radius);
  EXPECT_GE(c.max_abs_deviation, 3);
  EXPECT_LE(c.max_abs_deviation, 3 * (1 + 0x1p-40));
}

TEST(Condition, SaysWhatIsNotFinite) {
  const auto of = [](const char* text) {
    const Problem problem = parse_problem(text);
    return conditions_of(problem, make_inputs(problem)).front();
  };
  EXPECT_FALSE(of("batch_norm forward_training shape=2,1 x=inf,1").finite);
  EXPECT_FALSE(of("batch_norm backward shape=2,1 x=1,2 dy=nan,1").finite_dy);
  EXPECT_TRUE(of("batch_norm backward shape=2,1 x=1,2 dy=nan,1").finite);
  EXPECT_FALSE(of("batch_norm inference shape=1,1 x=1 running_mean=inf running_var=1").finite);
}

}  // namespace
}  // namespace normaudit::reference
