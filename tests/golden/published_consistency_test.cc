// Tables are told apart: some input explains every digit, or interval arithmetic shows that none
// does.
#include <gtest/gtest.h>

#include <cmath>

#include "golden/published/consistency.h"
#include "golden/published/widening.h"
#include "reference/oracle.h"
#include "tests/golden/published_fixture.h"

namespace normaudit::golden {
namespace {

using Channels = std::vector<std::int64_t>;
constexpr auto kConsistent = PublishedVerdict::kConsistent;
constexpr auto kRefuted = PublishedVerdict::kRefuted;
constexpr auto kUndecided = PublishedVerdict::kUndecided;

PublishedVerdict verdict_of(const WorkedExample& example, Role role) {
  return check_table(with_output(example, role)).verdict;
}

TEST(Consistency, TheVersionThatLostItsSignsIsRefutedButForThreeColumnsOfStatistics) {
  const WorkedExample table = article_table(transcript("000"));

  EXPECT_EQ(check_table(with_output(table, Role::kY)).channels_with(kRefuted),
            (Channels{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    const TableFinding finding = check_table(with_output(table, role));
    EXPECT_EQ(finding.channels_with(kConsistent), (Channels{2, 4, 8})) << to_string(role);
    EXPECT_EQ(finding.channels_with(kRefuted), (Channels{0, 1, 3, 5, 6, 7, 9})) << to_string(role);
  }
  EXPECT_EQ(check_table(table).verdict, kRefuted);
}

TEST(Consistency, TheVersionsWithSignsAreConsistentWithOneInputForAllOutputs) {
  for (const char* number : {"002", "003"}) {
    const TableFinding finding = check_table(article_table(transcript(number)));
    EXPECT_EQ(finding.verdict, kConsistent);
    EXPECT_EQ(finding.channels_with(kConsistent).size(), 10U);
    EXPECT_LE(finding.used(), 1);
  }
}

TEST(Consistency, AWitnessLiesInItsDigitsAndItsExactOutputsNearTheirs) {
  const WorkedExample table = article_table(transcript("003"));
  for (std::int64_t c = 0; c < 10; ++c) {
    const WorkedExample channel = channel_of(table, c);
    const ChannelFinding finding = check_channel(channel);
    ASSERT_TRUE(finding.witness);
    for (std::int64_t i = 0; i < 3; ++i) {
      EXPECT_TRUE(channel.inputs.at(Role::kX)[static_cast<std::size_t>(i)].contains(
          finding.witness->at(Role::kX).get(i)));
    }
    const reference::Oracle oracle(channel.problem, *finding.witness);
    const Range mean =
        range_of(channel.outputs.at(Role::kRunningMean)[0].text, Dtype::kFloat32, "");
    EXPECT_GE(oracle.compare(Role::kRunningMean, 0, mean.low - half_unit("0.0000")), 0);
    EXPECT_LE(oracle.compare(Role::kRunningMean, 0, mean.high + half_unit("0.0000")), 0);
  }
}

TEST(Consistency, OneWrongDigitIsRefuted) {
  const WorkedExample good = article_table(transcript("003"));
  WorkedExample wrong = good;
  set_output(wrong, Role::kY, 0, "0.8027");
  EXPECT_EQ(verdict_of(wrong, Role::kY), kRefuted);
  EXPECT_EQ(check_table(with_output(wrong, Role::kY)).channels_with(kRefuted), (Channels{0}));
  wrong = good;
  set_output(wrong, Role::kRunningMean, 1, "-31.7573");
  EXPECT_EQ(verdict_of(wrong, Role::kRunningMean), kRefuted);
  wrong = good;
  set_output(wrong, Role::kRunningVar, 4, "23345.9102");
  EXPECT_EQ(verdict_of(wrong, Role::kRunningVar), kRefuted);
  wrong = good;
  set_input(wrong, 0, "1189.6525");
  EXPECT_EQ(verdict_of(wrong, Role::kRunningMean), kRefuted);
  EXPECT_EQ(verdict_of(wrong, Role::kRunningVar), kRefuted);
}

TEST(Consistency, LostSignsPutBackMakeAColumnConsistent) {
  WorkedExample table = article_table(transcript("000"));
  set_input(table, 10, "-1208.0027");
  EXPECT_EQ(check_channel(with_output(channel_of(table, 0), Role::kY)).verdict, kRefuted);
  set_output(table, Role::kY, 10, "-1.4097");
  EXPECT_EQ(check_channel(channel_of(table, 0)).verdict, kConsistent);
  EXPECT_EQ(check_table(table).channels_with(kConsistent), (Channels{0}));
}

TEST(Consistency, PrintedFloat32NeedsTheWideningAndNoMore) {
  // No digit is left to a variance of 176176.5781: one float32 prints so, and the exact value is no
  // float32. The biased variance, or a weight of 0.2, is far outside all the same.
  const WorkedExample channel =
      with_output(channel_of(article_table(transcript("003")), 0), Role::kRunningVar);
  const ChannelFinding finding = check_channel(channel);
  ASSERT_EQ(finding.verdict, kConsistent);
  const reference::Oracle oracle(channel.problem, *finding.witness);
  EXPECT_NE(oracle.compare(Role::kRunningVar, 0, 176176.578125), 0);
  WorkedExample biased = channel;
  set_output(biased, Role::kRunningVar, 0, "117451.3516");
  EXPECT_EQ(check_channel(biased).verdict, kRefuted);
}

TEST(Consistency, TheWideningOfABoxHoldsThatOfItsPoints) {
  const WorkedExample channel = channel_of(article_table(transcript("003")), 3);
  const Widening of_box(channel, channel.inputs);
  Box corner = channel.inputs;
  for (auto& [role, ranges] : corner) {
    for (Range& range : ranges) range.low = range.high;
  }
  const Widening of_corner(channel, corner);
  for (Role role : {Role::kY, Role::kRunningMean, Role::kRunningVar}) {
    EXPECT_GT(of_corner(role, 0, 1.0), 0) << to_string(role);
    EXPECT_GE(of_box(role, 0, 1.0), of_corner(role, 0, 1.0)) << to_string(role);
    EXPECT_LE(of_box(role, 0, 1.0), 1.0) << to_string(role);
  }
}

// x = 0.5, 1.0, 2.0 to one digit, momentum 1: the mean is known to 0.05.
WorkedExample loose(const std::string& mean) {
  WorkedExample example;
  example.problem.shape = {.batch = 3, .channels = 1, .spatial = {}};
  example.problem.momentum = 1;
  for (const char* text : {"0.5", "1.0", "2.0"}) {
    example.inputs[Role::kX].push_back(range_of(text, Dtype::kFloat32, "x"));
  }
  example.inputs[Role::kWeight] = example.inputs[Role::kRunningVar] = constant(1, 1);
  example.inputs[Role::kBias] = example.inputs[Role::kRunningMean] = constant(1, 0);
  example.outputs[Role::kRunningMean] = {{.text = mean, .cut = false}};
  return example;
}

TEST(Consistency, AWitnessAwayFromTheMiddleIsFoundByHalving) {
  EXPECT_EQ(check_channel(loose("1.2001")).verdict, kConsistent);
  EXPECT_EQ(check_channel(loose("1.1301")).verdict, kConsistent);
  EXPECT_EQ(check_channel(loose("1.2200")).verdict, kRefuted);
  EXPECT_EQ(check_channel(loose("1.1100")).verdict, kRefuted);
}

TEST(Consistency, WithoutBudgetNothingIsDecided) {
  EXPECT_EQ(check_channel(loose("1.2001"), {.boxes = 1}).verdict, kUndecided);
  EXPECT_EQ(check_channel(loose("1.2200"), {.boxes = 0}).verdict, kUndecided);
  EXPECT_EQ(check_channel(loose("1.2200"), {.boxes = 1}).verdict, kRefuted);
}

// The squares of these deviations overflow float32, so that nothing bounds y: any number may be
// printed. The mean is bounded all the same.
TEST(Consistency, WhatNothingBoundsIsNeitherExplainedNorRefuted) {
  WorkedExample column = loose("0.0000");
  column.inputs[Role::kX] = {{0x1p70, 0x1p70}, {0x1p71, 0x1p71}, {0x1p72, 0x1p72}};
  column.outputs.clear();
  for (const char* text : {"-1.0690", "-0.2673", "1.3363"}) {
    column.outputs[Role::kY].push_back({.text = text, .cut = false});
  }
  EXPECT_TRUE(std::isinf(Widening(column, column.inputs)(Role::kY, 0, 1.0)));
  EXPECT_EQ(check_channel(column).verdict, kUndecided);
  EXPECT_FALSE(check_channel(column).witness);
  set_output(column, Role::kY, 0, "7.0000");
  EXPECT_EQ(check_channel(column).verdict, kUndecided);
  column.outputs[Role::kRunningMean] = {{.text = "3.0000", .cut = false}};
  EXPECT_EQ(check_channel(column).verdict, kRefuted);
}

TEST(Consistency, TheWideningIsThatOfTheBackendThatPrinted) {
  // Three numbers of offset 1000 and deviation 1: two passes lose a few units in the last place,
  // one pass would lose kappa^2 = 10^6 as many.
  WorkedExample column = loose("0.0000");
  column.inputs[Role::kX] = {{999, 999}, {1000, 1000}, {1001, 1001}};
  column.outputs = {{Role::kRunningVar, {{.text = "1.0010", .cut = false}}}};
  EXPECT_EQ(check_channel(column).verdict, kRefuted);
  column.outputs = {{Role::kRunningVar, {{.text = "1.0000", .cut = false}}}};
  EXPECT_EQ(check_channel(column).verdict, kConsistent);
}

TEST(Consistency, NumbersBeyondTheCutAreNotAsked) {
  const Transcript& notebook = transcript("004");
  WorkedExample images = notebook_call(notebook, {.module = 33, .x = 32, .state = {}});
  const PrintedTensor y = notebook.tensor(35, "y");
  EXPECT_EQ(y.numbers.size(), 86U);
  add_output(images, Role::kY, y);
  EXPECT_EQ(check_table(images).verdict, kConsistent);
  set_output(images, Role::kY, 85, "1.0705");
  EXPECT_EQ(check_table(images).channels_with(kRefuted), (Channels{0}));
}

}  // namespace
}  // namespace normaudit::golden
