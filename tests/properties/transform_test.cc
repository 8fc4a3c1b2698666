// The same numbers elsewhere: permutations, other layouts, other ranks.
#include "properties/transform.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "core/hazard.h"

namespace normaudit::properties {
namespace {

TEST(Transform, APermutationHasEveryIndexOnceAndEveryOrderOccurs) {
  Philox words({7, 8});
  std::set<Permutation> seen;
  for (int round = 0; round < 200; ++round) {
    const Permutation order = any_permutation(words, 4);
    seen.insert(order);
    EXPECT_EQ(std::set(order.begin(), order.end()), (std::set<std::int64_t>{0, 1, 2, 3}));
  }
  EXPECT_EQ(seen.size(), 24U);
}

TEST(Transform, ElementsMoveWhereTheyAreSentAndOthersStay) {
  const Problem problem = parse_problem("batch_norm forward_training shape=2,2 x=1,2,3,4");
  const Tensors inputs = make_inputs(problem);
  const Tensors after =
      rearranged(inputs, {.data = {2, 0, 3, 1}, .parameters = {1, 0}, .statistics = {}});
  for (std::int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(after.at(Role::kX).get(std::array{2, 0, 3, 1}[static_cast<std::size_t>(i)]), i + 1);
  }
  EXPECT_EQ(after.at(Role::kBias).get(1), inputs.at(Role::kBias).get(0));
  EXPECT_TRUE(same_bits(after.at(Role::kRunningVar), inputs.at(Role::kRunningVar)));
}

TEST(Transform, AnotherLayoutOrRankHoldsTheSameNumbersWithGapsIntact) {
  Philox words({1, 2});
  const Problem problem = parse_problem("batch_norm backward shape=2,3,2,6 layout=nhwc");
  const Tensors inputs = make_inputs(problem);
  std::set<int> ranks;
  bool gapped = false;
  for (int round = 0; round < 100; ++round) {
    Problem other = problem;
    other.shape = any_rank(words, problem.shape);
    other.layout = any_strides(words, other.shape);
    ASSERT_NO_THROW(validate(other)) << to_string(other);
    const Tensors after = laid_out(other, inputs);
    for (Role role : inputs_of(problem)) {
      EXPECT_TRUE(same_bits(after.at(role), inputs.at(role)));
      EXPECT_TRUE(after.at(role).surroundings_intact());
    }
    ranks.insert(other.shape.rank());
    const Tensor& x = after.at(Role::kX);
    gapped = gapped || x.map().storage_count() > x.count();
  }
  EXPECT_EQ(ranks, (std::set{3, 4, 5}));
  EXPECT_TRUE(gapped);
}

TEST(Transform, OnePlaceMayLoseItsDimensions) {
  Philox words({3, 4});
  std::set<int> ranks;
  for (int round = 0; round < 50; ++round) {
    const Shape shape = any_rank(words, Shape::from_extents({2, 3, 1, 1}));
    EXPECT_EQ(shape.count(), 6);
    ranks.insert(shape.rank());
  }
  EXPECT_EQ(ranks, (std::set{2, 3, 4}));
}

TEST(Transform, EveryElementKnowsItsChannel) {
  const Problem problem = parse_problem("batch_norm inference shape=2,3,2");
  for (std::int64_t i = 0; i < 12; ++i) EXPECT_EQ(channel_of(problem, Role::kX, i), i / 2 % 3);
  for (std::int64_t c = 0; c < 3; ++c) {
    EXPECT_EQ(channel_of(problem, Role::kWeight, c), c);
    EXPECT_EQ(channel_of(problem, Role::kRunningMean, c), c);
  }
}

}  // namespace
}  // namespace normaudit::properties
