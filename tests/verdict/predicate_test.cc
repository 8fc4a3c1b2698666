// The predicate is exact at the boundary, whatever doubles it is made of.
#include "verdict/predicate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/hazard.h"
#include "core/problem.h"

namespace normaudit::verdict {
namespace {

// n = 2, x = {1, 4}, eps = 0: mean 5/2, variance 9/4, y = +-1 exactly, running_mean a third of the
// way where the average is cumulative over three batches.
struct Exactly {
  Problem problem = parse_problem(
      "batch_norm forward_training shape=2,1 eps=0 momentum=cumulative num_batches_tracked=2");
  Tensors inputs;
  reference::Oracle oracle;

  static Tensors fill(const Problem& problem) {
    Tensors inputs = make_inputs(problem);
    inputs.at(Role::kX).set(0, 1);
    inputs.at(Role::kX).set(1, 4);
    inputs.at(Role::kRunningMean).set(0, 0);
    return inputs;
  }
  Exactly() : inputs(fill(problem)), oracle(problem, inputs) {}

  bool within(Role role, double got, double bound) const {
    return within_bound({.oracle = oracle, .role = role, .logical = 0, .got = got, .bound = bound});
  }
};

double up(double value) { return std::nextafter(value, INFINITY); }
double down(double value) { return std::nextafter(value, -INFINITY); }

TEST(Predicate, IncludesBothEndsOfTheBoundAndNothingBeyond) {
  const Exactly exactly;
  for (double bound : {0.0, 0x1p-52, 0x1p-30, 0.25, 3.0}) {
    EXPECT_TRUE(exactly.within(Role::kSaveMean, 2.5 + bound, bound));
    EXPECT_TRUE(exactly.within(Role::kSaveMean, 2.5 - bound, bound));
    EXPECT_FALSE(exactly.within(Role::kSaveMean, up(2.5 + bound), bound));
    EXPECT_FALSE(exactly.within(Role::kSaveMean, down(2.5 - bound), bound));
  }
}

TEST(Predicate, DecidesWhereGotPlusBoundIsNoDouble) {
  const Exactly exactly;
  // got + bound and got - bound need more than 53 bits.
  const double got = 2.5 + 0x1p-40;
  EXPECT_TRUE(exactly.within(Role::kSaveMean, got, up(0x1p-40)));
  EXPECT_TRUE(exactly.within(Role::kSaveMean, got, 0x1p-40));
  EXPECT_FALSE(exactly.within(Role::kSaveMean, got, down(0x1p-40)));
}

TEST(Predicate, SeesTheExactValueBetweenTwoDoubles) {
  const Exactly exactly;  // running_mean = 2.5/3 is no double
  const double nearest = 2.5 / 3;
  const double error = exactly.oracle.hi_lo(Role::kRunningMean, 0).lo;
  ASSERT_NE(error, 0);
  const double size = std::fabs(error);
  EXPECT_FALSE(exactly.within(Role::kRunningMean, nearest, 0));
  EXPECT_FALSE(exactly.within(Role::kRunningMean, nearest, down(size)));
  EXPECT_TRUE(exactly.within(Role::kRunningMean, nearest, up(size)));
}

TEST(Predicate, ErrorRangesHoldTheError) {
  const Exactly exactly;
  const reference::HiLo third = exactly.oracle.hi_lo(Role::kRunningMean, 0);
  const double error = std::fabs(third.lo);
  const ErrorRange cheap = error_range(third.hi, third.hi);
  EXPECT_EQ(cheap.low, 0);
  EXPECT_GE(cheap.high, error);
  const ErrorRange fine = error_range(third.hi, third);
  EXPECT_LE(fine.low, error);
  EXPECT_GE(fine.high, error);
  EXPECT_LE(fine.high - fine.low, error * 0x1p-47);
  EXPECT_EQ(error_range(2.5, reference::HiLo{2.5, 0}).high, 0);
}

}  // namespace
}  // namespace normaudit::verdict
