// What the laws allow a correct backend, seen to happen: a negative running variance, and a
// constant channel that misses its bias by a whole weight.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/hazard.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/run_law.h"

namespace normaudit::properties {
namespace {

// 300 channels of one random number each, 30 times; without weight and bias, y should be 0.
Problem constant_channels() {
  Problem problem;
  problem.shape = {.batch = 30, .channels = 300, .spatial = {}};
  problem.eps = 0;
  problem.has_weight = problem.has_bias = false;
  problem.track_running_stats = false;
  return problem;
}

Tensors constant_inputs(const Problem& problem) {
  Tensors inputs = make_inputs(problem);
  Tensor& x = inputs.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) x.set_bits(i, x.bits(i % problem.shape.channels));
  return inputs;
}

double worst(const Observation& seen) {
  double result = 0;
  for (std::int64_t i = 0; i < seen.output(Role::kY).count(); ++i) {
    result = std::max(result, std::fabs(seen.got(Role::kY, i)));
  }
  return result;
}

TEST(ConstantChannel, MostMissTheirBiasByAWholeWeightUnderTwoPassInFloat32) {
  const Problem problem = constant_channels();
  const Observation seen(find_backend("two_pass"), problem, constant_inputs(problem));
  int broken = 0;
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    const double error = std::fabs(seen.got(Role::kY, c));  // exactly 0 is right
    EXPECT_LE(error, seen.bound(Role::kY, c).value());
    broken += error > 0.5 ? 1 : 0;
  }
  EXPECT_GT(broken, problem.shape.channels / 2);
  EXPECT_EQ(std::round(worst(seen)), 1);
  // The bound says so, and no more than that |xhat| <= sqrt(n) whatever happens.
  EXPECT_LT(seen.bound(Role::kY, 0).value(), 2 * std::sqrt(30.0));
}

TEST(ConstantChannel, NoneMissesItsBiasUnderAContractThatSaysSo) {
  const Problem problem = constant_channels();
  const Observation seen(find_backend("welford"), problem, constant_inputs(problem));
  EXPECT_EQ(worst(seen), 0);
}

// Means of up to 2^21 standard deviations: E[x^2] - mean^2 cancels, and often comes out below 0.
Problem cancelling(std::uint64_t seed) {
  Problem problem;
  problem.shape = {.batch = 16, .channels = 8, .spatial = {}};
  problem.hazard = "huge_mean";
  problem.momentum = 1.0;
  problem.seed = seed;
  return problem;
}

double least_running_variance(const Backend& backend) {
  double least = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Problem problem = cancelling(seed);
    const Observation seen(backend, problem, make_inputs(problem));
    for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
      const double got = seen.got(Role::kRunningVar, c);
      EXPECT_LE(std::fabs(got - seen.truth().high(Role::kRunningVar, c)),
                seen.bound(Role::kRunningVar, c).value());
      least = std::min(least, got);
    }
  }
  return least;
}

TEST(RunningVariance, OnePassMakesItNegativeWithinItsBound) {
  const Backend& backend = find_backend("one_pass");
  ASSERT_FALSE(backend.contract->variance_never_negative);
  EXPECT_LT(least_running_variance(backend), 0);
}

TEST(RunningVariance, TwoPassNeverMakesItNegative) {
  EXPECT_EQ(least_running_variance(find_backend("two_pass")), 0);
}

TEST(RunningVariance, TheHullNoticesOnePassUnderTheClaimThatNoVarianceIsNegative) {
  Backend liar = find_backend("one_pass");
  liar.contract->variance_never_negative = true;
  const Finding finding = try_law(find_law("running_var_in_hull"), liar, [] {
    for (std::uint64_t seed = 0;; ++seed) {
      const Problem problem = cancelling(seed);
      const Observation seen(find_backend("one_pass"), problem, make_inputs(problem));
      for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
        if (seen.got(Role::kRunningVar, c) < 0) return problem;
      }
    }
  }());
  EXPECT_NE(finding.broken.find("is negative"), std::string::npos) << finding.broken;
}

}  // namespace
}  // namespace normaudit::properties
