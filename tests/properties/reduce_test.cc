// Reduction of a failing problem to a few numbers.
#include "properties/reduce.h"

#include <gtest/gtest.h>

#include "core/hazard.h"

namespace normaudit::properties {
namespace {

constexpr std::chrono::milliseconds kBudget{2000};

// Broken by any x at or above the limit in a channel whose weight is below zero.
bool has_large_x(const Problem& problem, const Tensors& inputs, double limit) {
  const Tensor& x = inputs.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) {
    const std::int64_t c = i / problem.shape.spatial_count() % problem.shape.channels;
    if (x.get(i) >= limit && inputs.at(Role::kWeight).get(c) < 0) return true;
  }
  return false;
}

double largest_hit(const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  double largest = 0;
  for (std::int64_t i = 0; i < inputs.at(Role::kX).count(); ++i) {
    const std::int64_t c = i / problem.shape.spatial_count() % problem.shape.channels;
    if (inputs.at(Role::kWeight).get(c) < 0) {
      largest = std::max(largest, inputs.at(Role::kX).get(i));
    }
  }
  return largest;
}

TEST(Reduce, LeavesOutEverythingButTheElementThatBreaks) {
  const Problem whole = parse_problem(
      "batch_norm forward_training shape=8,6,5,5 hazard=signed_and_zero_weights seed=3");
  const double limit = largest_hit(whole);
  ASSERT_GT(limit, 0);

  const Reduction few = reduced(
      whole, [&](const Problem& p, const Tensors& t) { return has_large_x(p, t, limit); }, kBudget);

  ASSERT_TRUE(few.is_explicit);
  EXPECT_EQ(few.problem.values.at(Role::kX), std::vector{limit});
  EXPECT_LT(few.problem.values.at(Role::kWeight).at(0), 0);
  EXPECT_EQ(few.problem.values.at(Role::kBias), std::vector{0.0});  // made plain: it plays no part
  const Problem again = parse_problem(to_string(few.problem));
  EXPECT_TRUE(has_large_x(again, make_inputs(again), limit));
}

TEST(Reduce, SaysWhereNoSmallPartBreaks) {
  const Problem whole = parse_problem(
      "batch_norm forward_training shape=8,6,5,5 hazard=signed_and_zero_weights seed=3");

  const Reduction few = reduced(
      whole, [](const Problem& p, const Tensors&) { return p.shape.count() > 100; }, kBudget);

  EXPECT_FALSE(few.is_explicit);
  EXPECT_EQ(to_string(few.problem), to_string(whole));
}

TEST(Reduce, TakesItsNumbersFromAnyLayout) {
  const Problem whole =
      parse_problem("batch_norm backward shape=4,3,2 layout=strided:12,4,2+1 seed=5");

  const Reduction few = reduced(
      whole, [](const Problem&, const Tensors& t) { return t.has(Role::kDy); }, kBudget);

  ASSERT_TRUE(few.is_explicit);
  EXPECT_EQ(few.problem.shape.count(), 1);
  EXPECT_EQ(few.problem.values.at(Role::kDy), std::vector{0.0});
}

}  // namespace
}  // namespace normaudit::properties
