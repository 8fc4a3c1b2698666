// Each class of triggers is really drawn: what is counted here, a law can rely on.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/hazard.h"
#include "properties/generators/channels_and_groups.h"
#include "properties/generators/choices.h"
#include "properties/generators/counts.h"
#include "properties/generators/dtypes.h"
#include "properties/generators/eps.h"
#include "properties/generators/hazards.h"
#include "properties/generators/layouts.h"
#include "properties/generators/modes.h"
#include "properties/generators/parameters.h"
#include "tests/properties/generators_draw.h"

namespace normaudit::properties {
namespace {

constexpr int kDraws = 4000;

// Makes a choice, which lives in an exec, a generator.
template <class Choice>
auto gen(Choice choice) {
  return rc::gen::exec(choice);
}

const Operator& batch_norm() { return find_operator("batch_norm"); }

Operator other_operator(bool pools, Operator::ChannelSpan span) {
  Operator op = batch_norm();
  op.pools_samples = pools;
  op.channel_span = span;
  op.keeps_running_statistics = false;
  return op;
}

// The same claims over operators that this program does not have yet.
std::vector<Operator> operators() {
  using Span = Operator::ChannelSpan;
  return {batch_norm(), other_operator(false, Span::kOne), other_operator(false, Span::kSubset),
          other_operator(false, Span::kAll)};
}

template <class T>
std::map<T, int> counted(const rc::Gen<T>& source) {
  std::map<T, int> seen;
  for_draws(source, kDraws, [&](const T& value) { ++seen[value]; });
  return seen;
}

TEST(GeneratorsTest, ChoicesAreUniformAtEverySizeAndShrinkToTheFirst) {
  const auto source = gen([] { return any_of<int>({7, 8, 9}); });
  for (const auto& [value, count] : counted(source)) {
    EXPECT_GT(count, kDraws / 4) << value;
    EXPECT_LT(count, kDraws / 2) << value;
  }
  EXPECT_EQ(simplest_failure<int>(source, 9, [](int) { return true; }), 7);
  EXPECT_EQ(simplest_failure<int>(source, 9, [](int value) { return value > 7; }), 8);
  const auto flag = gen([] { return one_in(8); });
  EXPECT_GT(counted(flag)[true], kDraws / 10);
  EXPECT_LT(counted(flag)[true], kDraws / 6);
  EXPECT_EQ(simplest_failure<bool>(flag, 99, [](bool) { return true; }), false);
}

TEST(GeneratorsTest, CountsAreAllDrawnAndMostlySmall) {
  std::map<std::int64_t, int> seen = counted(gen(any_count));
  double sum = 0;
  for (const auto& [count, times] : seen) sum += static_cast<double>(count) * times;
  for (std::int64_t count : all_counts()) EXPECT_GE(seen[count], kDraws / 1000) << count;
  EXPECT_EQ(seen.size(), all_counts().size());
  EXPECT_LT(sum / kDraws, 90);

  const std::vector<std::int64_t> all = all_counts();
  for (std::int64_t block : {8, 16, 32, 64, 128, 256, 512, 768, 1024}) {
    for (std::int64_t count : {block - 1, block, block + 1}) {
      EXPECT_EQ(std::ranges::count(all, count), 1) << count;
    }
  }
  for (std::int64_t count : {0, 1, 2, 3, 4, 8, 13, 61, 131, 1009, 25, 49, 225, 1225}) {
    EXPECT_EQ(std::ranges::count(all, count), 1) << count;
  }
}

TEST(GeneratorsTest, FactorsMultiplyToTheirProductAndAreAllDrawn) {
  for (std::int64_t product : {0, 1, 7, 12, 225}) {
    std::set<std::int64_t> outer;
    for_draws(gen([=] { return any_factors(product); }), 400, [&](const Factors& factors) {
      EXPECT_EQ(factors.outer * factors.inner, product);
      outer.insert(factors.outer);
    });
    const std::map<std::int64_t, std::size_t> divisors{{0, 4}, {1, 1}, {7, 2}, {12, 6}, {225, 9}};
    EXPECT_EQ(outer.size(), divisors.at(product)) << product;
  }
}

TEST(GeneratorsTest, ExtentsHaveEveryRankCountAndNumberOfChannels) {
  std::map<int, int> ranks;
  std::map<std::int64_t, int> counts;
  std::map<std::int64_t, int> channels;
  std::int64_t elements = 0;
  for_draws(gen([] { return any_extents(batch_norm()); }), kDraws, [&](const Extents& extents) {
    ++ranks[extents.shape.rank()];
    ++counts[extents.shape.batch * extents.shape.spatial_count()];
    ++channels[extents.shape.channels];
    elements += extents.shape.count();
  });
  for (int rank : {2, 3, 4, 5}) EXPECT_GT(ranks[rank], kDraws / 8) << rank;
  for (std::int64_t count : all_counts()) EXPECT_GT(counts[count], 0) << count;
  for (std::int64_t each : channel_counts()) EXPECT_GT(channels[each], 0) << each;
  EXPECT_LT(elements / kDraws, 160);
}

TEST(GeneratorsTest, ExtentsFitEveryKindOfOperator) {
  for (const Operator& op : operators()) {
    std::set<std::int64_t> groups;
    std::set<std::int64_t> group_elements;
    std::int64_t elements = 0;
    for_draws(gen([&] { return any_extents(op); }), kDraws, [&](const Extents& extents) {
      EXPECT_EQ(Shape::from_extents(extents.shape.extents()), extents.shape);
      EXPECT_EQ(extents.shape.channels % extents.groups, 0);
      const Group group = op.group(extents.shape, extents.groups, 0);
      group_elements.insert(group.samples * group.channels * extents.shape.spatial_count());
      groups.insert(extents.groups);
      elements += extents.shape.count();
    });
    const bool subsets = op.channel_span == Operator::ChannelSpan::kSubset;
    EXPECT_EQ(groups.size() > 5, subsets);
    EXPECT_GE(group_elements.size(), all_counts().size() - 1);
    EXPECT_LT(elements / kDraws, 250);
  }
}

TEST(GeneratorsTest, ExtentsAreSometimesAlikeAndSometimesDistinct) {
  int alike = 0;
  int distinct = 0;
  for_draws(gen([] { return any_extents(batch_norm()); }), kDraws, [&](const Extents& each) {
    std::vector<std::int64_t> extents = each.shape.extents();
    std::ranges::sort(extents);
    alike += extents.size() > 2 && extents.front() > 1 && extents.front() == extents.back() ? 1 : 0;
    distinct += std::ranges::adjacent_find(extents) == extents.end() && extents.size() > 3 ? 1 : 0;
  });
  EXPECT_GT(alike, kDraws / 100);
  EXPECT_GT(distinct, kDraws / 100);
}

TEST(GeneratorsTest, TinyExtentsHoldAtMostSixteenElements) {
  for (const Operator& op : operators()) {
    std::set<std::int64_t> sizes;
    for_draws(gen([&] { return any_tiny_extents(op); }), kDraws, [&](const Extents& extents) {
      sizes.insert(extents.shape.count());
      EXPECT_EQ(extents.shape.channels % extents.groups, 0);
    });
    EXPECT_EQ(*sizes.begin(), 0);
    EXPECT_EQ(*sizes.rbegin(), 16);
    EXPECT_GT(sizes.size(), 10U);
  }
}

TEST(GeneratorsTest, LayoutsAreEveryKindPermutedSlicedAndBehindOffsets) {
  const Shape shape{3, 2, {4, 5}};
  std::map<Layout::Kind, int> kinds;
  std::set<std::vector<std::size_t>> orders;
  std::set<std::int64_t> offsets;
  std::set<std::int64_t> inner_strides;
  int sliced = 0;
  for_draws(gen([&] { return any_layout(shape); }), kDraws, [&](const Layout& layout) {
    const IndexMap map(shape, layout);  // refuses elements that share a place
    ++kinds[layout.kind];
    if (layout.kind != Layout::Kind::kStrided) return;
    offsets.insert(layout.offset);
    std::vector<std::size_t> order{0, 1, 2, 3};
    std::ranges::sort(order, {}, [&](std::size_t i) { return -layout.strides[i]; });
    orders.insert(order);
    const std::int64_t inner = layout.strides[order.back()];
    inner_strides.insert(inner);
    sliced += map.storage_count() - layout.offset > (shape.count() - 1) * inner + 1 ? 1 : 0;
  });
  for (const auto& [kind, count] : kinds) EXPECT_GT(count, kDraws / 8);
  EXPECT_EQ(kinds.size(), 3U);
  EXPECT_EQ(orders.size(), 24U);
  EXPECT_EQ(offsets.size(), 10U);
  EXPECT_EQ(inner_strides, (std::set<std::int64_t>{1, 2, 3}));
  EXPECT_GT(sliced, kDraws / 8);
}

TEST(GeneratorsTest, EpsIsEveryUsualNumberAndAnyOther) {
  const std::map<double, int> seen = counted(gen(any_eps));
  int other = kDraws;
  for (double eps : usual_eps()) {
    ASSERT_TRUE(seen.contains(eps)) << eps;
    EXPECT_GE(seen.at(eps), kDraws / 40) << eps;
    other -= seen.at(eps);
  }
  EXPECT_GT(other, kDraws / 40);
  for (double eps : {0.0, 1e-12, 1e-8, 1e-5, 1e-3, 0.1, 1.0}) {
    EXPECT_EQ(std::ranges::count(usual_eps(), eps), 1) << eps;
  }
}

TEST(GeneratorsTest, ParametersAreAbsentIndependentlyAndMomentumReachesItsEnds) {
  std::map<std::pair<bool, bool>, int> affine;
  std::map<std::optional<double>, int> momentum;
  std::set<std::int64_t> tracked;
  for_draws(gen(any_parameters), kDraws, [&](const Parameters& each) {
    ++affine[{each.has_weight, each.has_bias}];
    ++momentum[each.momentum];
    tracked.insert(each.num_batches_tracked);
    EXPECT_TRUE(!each.momentum || (*each.momentum >= 0 && *each.momentum <= 1));
  });
  EXPECT_EQ(affine.size(), 4U);
  for (const auto& [which, count] : affine) EXPECT_GT(count, kDraws / 32);
  for (const std::optional<double> each :
       std::vector<std::optional<double>>{0.0, 0.1, 0.9, 1.0, std::nullopt}) {
    EXPECT_GT(momentum[each], kDraws / 16);
  }
  EXPECT_GT(momentum.size(), 100U);
  EXPECT_TRUE(tracked.contains(0));
  EXPECT_GT(tracked.size(), 500U);
}

TEST(GeneratorsTest, ModesAreEveryPassWithEverySubsetOfGradients) {
  for (const Operator& op : operators()) {
    std::map<std::tuple<Pass, int, bool>, int> seen;
    for_draws(gen([&] { return any_mode(op); }), kDraws, [&](const Mode& mode) {
      const Gradients& wanted = mode.gradients;
      const int subset = (wanted.dx ? 1 : 0) + (wanted.dweight ? 2 : 0) + (wanted.dbias ? 4 : 0);
      EXPECT_NE(subset, 0);
      ++seen[{mode.pass, subset, mode.track_running_stats}];
    });
    // Training with and without tracking, and each of seven subsets; backward tracks or does not.
    EXPECT_EQ(seen.size(), op.keeps_running_statistics ? 2U + 1 + 14 + 7 : 2U + 14);
    for (const auto& [mode, count] : seen) EXPECT_GT(count, kDraws / 1000);
  }
}

TEST(GeneratorsTest, DtypesAreEveryTripleAndOftenAlike) {
  std::map<std::tuple<Dtype, Dtype, Dtype>, int> seen;
  std::map<Dtype, int> alike;
  std::map<Dtype, int> wide;
  for_draws(gen(any_dtypes), kDraws, [&](const Dtypes& each) {
    ++seen[{each.data, each.parameters, each.statistics}];
    if (each.parameters != each.statistics) return;
    if (each.parameters == each.data) ++alike[each.data];
    if (each.parameters == Dtype::kFloat32) ++wide[each.data];
  });
  EXPECT_EQ(seen.size(), 64U);
  for (Dtype dtype : kDtypes) {
    EXPECT_GT(alike[dtype], kDraws / 16) << to_string(dtype);
    EXPECT_GT(wide[dtype], kDraws / 32) << to_string(dtype);
  }
}

TEST(GeneratorsTest, HazardsAreEveryRegisteredOneAndOftenTheWideOnes) {
  for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
    std::map<std::string, int> seen = counted(gen([=] { return any_hazard(pass); }));
    for (const std::string& name : Registry<Hazard>::instance().names()) {
      EXPECT_GT(seen[name], kDraws / 100) << name;
    }
    for (const char* name : {"conditioned", "extreme_parameters", "raw_bits", "all_at_once"}) {
      EXPECT_GT(seen[name], kDraws / 16) << name;
    }
    EXPECT_EQ(seen["upstream"] > kDraws / 16, is_backward(pass));
    EXPECT_EQ(simplest_failure<std::string>(gen([=] { return any_hazard(pass); }), 1,
                                            [](const std::string&) { return true; }),
              "benign");
  }
}

}  // namespace
}  // namespace normaudit::properties
