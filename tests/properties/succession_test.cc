// Several batches in turn: the running statistics are handed on, and the exact average is the one
// computed by hand.
#include "properties/succession.h"

#include <gtest/gtest.h>

#include <set>

#include "core/hazard.h"
#include "properties/oracle_backend.h"

namespace normaudit::properties {
namespace {

// Means 1, 3 and variances 1, 4 (unbiased 2, 8), from 8 and 16 at momentum 1/2.
std::vector<Problem> two_batches(const std::string& momentum) {
  const std::string head =
      "batch_norm forward_training dtype=float64 parameters=float64 "
      "statistics=float64 affine=- momentum=" +
      momentum;
  return {parse_problem(head + " shape=2,1 x=0,2 running_mean=8 running_var=16"),
          parse_problem(head + " shape=2,1 x=1,5 running_mean=0 running_var=0" +
                        (momentum == "cumulative" ? " num_batches_tracked=1" : ""))};
}

double after(const Succession& training, Role role) {
  return training.step(training.size() - 1).got(role, 0);
}

TEST(Succession, HandsTheRunningStatisticsOn) {
  const std::vector<Problem> batches = two_batches("0.5");
  const Succession training(oracle_backend(), {batches, make_inputs(batches[0])});
  ASSERT_EQ(training.size(), 2U);
  EXPECT_EQ(after(training, Role::kRunningMean), 8 / 4.0 + 1 / 4.0 + 3 / 2.0);
  EXPECT_EQ(after(training, Role::kRunningVar), 16 / 4.0 + 2 / 4.0 + 8 / 2.0);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    const auto residual = training.residual(1, {role, 0});
    ASSERT_TRUE(residual);
    EXPECT_TRUE(residual->centre().is_zero()) << to_string(role);
    EXPECT_FALSE(residual->radius().infinite());
  }
}

TEST(Succession, AveragesCumulatively) {
  const std::vector<Problem> batches = two_batches("cumulative");
  const Succession training(oracle_backend(), {batches, make_inputs(batches[0])});
  EXPECT_EQ(after(training, Role::kRunningMean), (1 + 3) / 2.0);
  EXPECT_EQ(after(training, Role::kRunningVar), (2 + 8) / 2.0);
  EXPECT_TRUE(training.residual(1, {Role::kRunningVar, 0})->centre().is_zero());
}

TEST(Succession, SaysNothingOfABatchWithoutAFiniteVariance) {
  std::vector<Problem> batches = two_batches("0.5");
  batches[1] = parse_problem(
      "batch_norm forward_training dtype=float64 parameters=float64 "
      "statistics=float64 affine=- momentum=0.5 shape=1,1");
  const Succession training(oracle_backend(), {batches, make_inputs(batches[0])});
  EXPECT_FALSE(training.residual(1, {Role::kRunningVar, 0}));
  EXPECT_TRUE(training.residual(1, {Role::kRunningMean, 0}));
  EXPECT_TRUE(training.residual(0, {Role::kRunningVar, 0}));
}

TEST(Succession, BatchesAreUnequalAndCounted) {
  Problem problem = parse_problem("batch_norm forward_training shape=3,2 num_batches_tracked=7");
  std::set<std::size_t> lengths;
  std::set<std::int64_t> samples;
  for (problem.seed = 0; problem.seed < 200; ++problem.seed) {
    const std::vector<Problem> batches = successive_batches(problem);
    lengths.insert(batches.size());
    for (std::size_t j = 0; j < batches.size(); ++j) {
      EXPECT_NO_THROW(validate(batches[j]));
      EXPECT_EQ(batches[j].num_batches_tracked, 7 + static_cast<std::int64_t>(j));
      if (j > 0) samples.insert(batches[j].shape.batch);
    }
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{2, 3, 4}));
  EXPECT_EQ(samples, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace normaudit::properties
