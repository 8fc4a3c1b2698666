// Groups of operators of every kind: they cover each element once, and affine indices fit.
#include "core/operator.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "tests/support/refusal.h"

namespace normaudit {
namespace {

struct Kind {
  const char* name;
  bool pools_samples;
  Operator::ChannelSpan span;
  Operator::AffineIndex affine;
  bool centred;
  std::int64_t subsets;
  std::int64_t groups;      // expected for shape (3, 4, 2, 5)
  std::int64_t group_size;  // elements of each
  std::int64_t affine_count;
};

using Span = Operator::ChannelSpan;
using Affine = Operator::AffineIndex;

const std::vector<Kind> kKinds{
    {"batch", true, Span::kOne, Affine::kChannel, true, 1, 4, 30, 4},
    {"instance", false, Span::kOne, Affine::kChannel, true, 1, 12, 10, 4},
    {"group", false, Span::kSubset, Affine::kChannel, true, 2, 6, 20, 4},
    {"layer", false, Span::kAll, Affine::kElement, true, 1, 3, 40, 40},
    {"rms", false, Span::kAll, Affine::kElement, false, 1, 3, 40, 40},
    {"pooled subsets", true, Span::kSubset, Affine::kChannel, true, 4, 4, 30, 4},
    {"everything", true, Span::kAll, Affine::kElement, false, 1, 1, 120, 40},
};

Operator operator_of_kind(const Kind& kind) {
  return {.name = kind.name,
          .sentence = "Made up for a test.",
          .pools_samples = kind.pools_samples,
          .channel_span = kind.span,
          .centred = kind.centred,
          .affine_index = kind.affine,
          .keeps_running_statistics = false};
}

TEST(OperatorTest, GroupsOfEveryKindCoverEachElementOnce) {
  const Shape shape = Shape::from_extents({3, 4, 2, 5});
  for (const Kind& kind : kKinds) {
    SCOPED_TRACE(kind.name);
    const Operator op = operator_of_kind(kind);
    std::set<std::pair<std::int64_t, std::int64_t>> covered;  // (sample, channel) planes
    ASSERT_EQ(op.group_count(shape, kind.subsets), kind.groups);
    for (std::int64_t index = 0; index < kind.groups; ++index) {
      const Group group = op.group(shape, kind.subsets, index);
      EXPECT_EQ(group.samples * group.channels * shape.spatial_count(), kind.group_size);
      for (std::int64_t n = 0; n < group.samples; ++n) {
        for (std::int64_t c = 0; c < group.channels; ++c) {
          EXPECT_TRUE(covered.emplace(group.first_sample + n, group.first_channel + c).second);
        }
      }
    }
    ASSERT_EQ(covered.size(), 12U);
    EXPECT_EQ(*covered.begin(), std::pair(std::int64_t{0}, std::int64_t{0}));
    EXPECT_EQ(*covered.rbegin(), std::pair(std::int64_t{2}, std::int64_t{3}));
  }
}

TEST(OperatorTest, GroupsAreNumberedSampleByThenChannel) {
  const Shape shape = Shape::from_extents({3, 4, 2, 5});
  const Operator op = operator_of_kind(kKinds[2]);  // two subsets of two channels per sample
  const Group fourth = op.group(shape, 2, 3);

  EXPECT_EQ(fourth.first_sample, 1);
  EXPECT_EQ(fourth.samples, 1);
  EXPECT_EQ(fourth.first_channel, 2);
  EXPECT_EQ(fourth.channels, 2);
}

TEST(OperatorTest, AffineIndicesReachEveryWeight) {
  const Shape shape = Shape::from_extents({3, 4, 2, 5});
  for (const Kind& kind : kKinds) {
    const Operator op = operator_of_kind(kind);
    std::set<std::int64_t> reached;
    for (std::int64_t c = 0; c < 4; ++c) {
      for (std::int64_t s = 0; s < 10; ++s) reached.insert(op.affine_index_of(shape, c, s));
    }
    EXPECT_EQ(op.affine_count(shape), kind.affine_count) << kind.name;
    EXPECT_EQ(static_cast<std::int64_t>(reached.size()), kind.affine_count) << kind.name;
    EXPECT_EQ(*reached.begin(), 0) << kind.name;
    EXPECT_EQ(*reached.rbegin(), kind.affine_count - 1) << kind.name;
  }
}

TEST(OperatorTest, ElementWeightsLieChannelByChannel) {
  const Shape shape = Shape::from_extents({3, 4, 2, 5});
  EXPECT_EQ(operator_of_kind(kKinds[3]).affine_index_of(shape, 1, 3), 13);
}

TEST(OperatorTest, EmptyBatchesHaveGroupsOnlyWhereTheyPoolSamples) {
  const Shape shape = Shape::from_extents({0, 4, 3});
  EXPECT_EQ(operator_of_kind(kKinds[0]).group_count(shape, 1), 4);
  EXPECT_EQ(operator_of_kind(kKinds[0]).group(shape, 1, 2).samples, 0);
  EXPECT_EQ(operator_of_kind(kKinds[1]).group_count(shape, 1), 0);
}

TEST(OperatorTest, BatchNormIsRegisteredAndUnknownNamesAreRefused) {
  EXPECT_EQ(find_operator("batch_norm").name, "batch_norm");
  EXPECT_TRUE(support::refusal([] {
                find_operator("bach_norm");
              }).starts_with("unknown operator 'bach_norm': expected one of batch_norm"));
}

}  // namespace
}  // namespace normaudit
