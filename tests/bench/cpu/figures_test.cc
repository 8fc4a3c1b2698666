// Quartiles, repetitions, classes, means and targets of the benchmark of the CPU, by hand.
#include <gtest/gtest.h>

#include <set>

#include "bench/cpu/machine.h"
#include "bench/cpu/measure.h"
#include "bench/cpu/summary.h"
#include "bench/cpu/targets.h"
#include "core/error.h"

namespace normaudit::bench::cpu {
namespace {

Case case_of(const std::string& text, int threads = 1) { return {parse_problem(text), threads}; }

TEST(CpuFigures, QuartilesLieBetweenTheSortedValues) {
  const Quartiles one = quartiles_of({7});
  EXPECT_EQ(one.first, 7);
  EXPECT_EQ(one.third, 7);
  const Quartiles five = quartiles_of({5, 1, 4, 2, 3});
  EXPECT_EQ(five.first, 2);
  EXPECT_EQ(five.median, 3);
  EXPECT_EQ(five.third, 4);
  const Quartiles four = quartiles_of({8, 2, 4, 6});
  EXPECT_EQ(four.first, 3.5);
  EXPECT_EQ(four.median, 5);
}

TEST(CpuFigures, RepetitionsFillTheSampleAndTheShare) {
  const Effort effort{.seconds = 10, .sample_seconds = 1, .least_samples = 3, .most_samples = 8};
  EXPECT_EQ(repetition_of(0.25, effort, 2).calls, 4);
  EXPECT_EQ(repetition_of(0.25, effort, 2).samples, 5);
  EXPECT_EQ(repetition_of(100, effort, 2).calls, 1);
  EXPECT_EQ(repetition_of(100, effort, 2).samples, 3) << "the least";
  EXPECT_EQ(repetition_of(0.25, effort, 1).samples, 8) << "the most";
}

TEST(CpuFigures, EveryContenderTakesAllItsSamplesInTheRounds) {
  for (int rounds = 1; rounds <= 41; ++rounds) {
    for (int samples = 1; samples <= rounds; ++samples) {
      int taken = 0;
      for (int round = 0; round < rounds; ++round) taken += takes_part(round, samples, rounds);
      EXPECT_EQ(taken, samples);
    }
  }
}

TEST(CpuFigures, ThePlanHasTheNineLayersAndTheVectors) {
  const std::vector<Case> all = cases_of({});
  // Passes, threads, (nine layers at four sizes, in two layouts) and (nine vectors and a call).
  EXPECT_EQ(all.size(), 3U * 2 * (9 * 4 * 2 + 9 + 1));
  std::set<std::string> names;
  for (const Case& each : all) {
    validate(each.problem);
    names.insert(name_of(each));
  }
  EXPECT_EQ(names.size(), all.size());
  for (const char* layer : {"64x112x112", "64x56x56", "256x56x56", "128x28x28", "512x28x28",
                            "256x14x14", "1024x14x14", "512x7x7", "2048x7x7"}) {
    EXPECT_TRUE(names.contains(std::string("backward nhwc 16,") + layer + " 2")) << layer;
  }
  EXPECT_TRUE(names.contains("inference nchw 32,1000 1"));
}

TEST(CpuFigures, CasesAreChosenByName) {
  EXPECT_EQ(cases_of({.only = "^inference nhwc 1,64x56x56 1$"}).size(), 1U);
  EXPECT_TRUE(cases_of({.only = "3d"}).empty());
  EXPECT_THROW(cases_of({.only = "("}), InputError);
}

TEST(CpuFigures, ClassesFollowTheTensorsOfThePass) {
  const CacheSizes caches{.private_bytes = 8000, .shared_bytes = 24000};
  const auto name = [&](const Case& timed) { return to_string(class_of(timed, caches)); };
  // 1000 numbers, 4000 bytes a tensor.
  EXPECT_EQ(name(case_of("batch_norm forward_training shape=1,10,10,10")), "L2");
  EXPECT_EQ(name(case_of("batch_norm backward shape=1,10,10,10")), "L3");
  EXPECT_EQ(name(case_of("batch_norm backward shape=1,10,10,10", 2)), "L2");
  EXPECT_EQ(name(case_of("batch_norm inference shape=3,10,10,10", 2)), "L3");
  EXPECT_EQ(name(case_of("batch_norm inference shape=4,10,10,10", 2)), "DRAM");
  EXPECT_EQ(name(case_of("batch_norm inference shape=32,10")), "BatchNorm1d");
  EXPECT_EQ(name(case_of("batch_norm inference shape=4,1")), "call");
}

TEST(CpuFigures, CachesEndWhereReadsSlowDown) {
  std::vector<Bandwidth> bandwidths;
  for (std::int64_t bytes = 64 << 10; bytes <= 256 << 20; bytes *= 2) {
    bandwidths.push_back({.bytes = bytes,
                          .read = bytes <= 2 << 20    ? 160.0
                                  : bytes <= 32 << 20 ? 30.0
                                                      : 15.0});
  }
  EXPECT_EQ(measured_caches(bandwidths).private_bytes, 2 << 20);
  EXPECT_EQ(measured_caches(bandwidths).shared_bytes, 32 << 20);
}

Timing timed(const std::string& name, Kind kind, double seconds) {
  Timing timing;
  timing.contender = name;
  timing.kind = kind;
  timing.seconds = {seconds};
  return timing;
}

TEST(CpuFigures, SweepsArePooledAndWhoFailsInOneIsNotTimed) {
  std::vector<Timing> all;
  pool(all, {timed("a", Kind::kPeer, 1), timed("b", Kind::kPeer, 2)});
  Timing failed = timed("b", Kind::kPeer, 0);
  failed.seconds = {};
  failed.not_timed = "out of breath";
  pool(all, {timed("a", Kind::kPeer, 3), failed});
  pool(all, {timed("a", Kind::kPeer, 8), timed("b", Kind::kPeer, 4)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].seconds, (std::vector<double>{1, 3, 8}));
  EXPECT_EQ(all[0].not_timed, "");
  EXPECT_EQ(all[1].not_timed, "out of breath");
}

TEST(CpuFigures, SweepsArePooledByNameAndKeepTheLargestDifference) {
  std::vector<Timing> all{timed("a", Kind::kPeer, 1), timed("b", Kind::kPeer, 2),
                          timed("c", Kind::kPeer, 3)};
  Timing b = timed("b", Kind::kPeer, 4);
  b.difference = 1e-7;
  pool(all, {b, timed("a", Kind::kPeer, 5)});
  EXPECT_EQ(all[0].seconds, (std::vector<double>{1, 5}));
  EXPECT_EQ(all[1].seconds, (std::vector<double>{2, 4}));
  EXPECT_EQ(all[1].difference, 1e-7);
  EXPECT_EQ(all[2].not_timed, "it was not there in a later sweep");
}

// F1 = 2, F2 = 3 in every shape.
Contest contest(const std::string& problem, double own, std::vector<Timing> rivals) {
  Contest result{.timed = case_of(problem), .size = Class::kShared, .timings = std::move(rivals)};
  result.timings.push_back(timed(kOurs, Kind::kOurs, own));
  result.timings.push_back(timed(kStreamOrdinary, Kind::kFloor, 2));
  result.timings.push_back(timed(kStreamAround, Kind::kFloor, 4));
  result.timings.push_back(timed(kRead, Kind::kFloor, 1.5));
  result.timings.push_back(timed(kReadPrefetched, Kind::kFloor, 1));
  return result;
}

const Ratio& to(const Group& group, const std::string& name) {
  for (const Ratio& each : group.ratios) {
    if (each.to == name) return each;
  }
  throw std::runtime_error("no ratio to " + name);
}

constexpr const char* kLarge = "batch_norm forward_training shape=16,64,56,56";
constexpr const char* kSmall = "batch_norm forward_training shape=1,64,28,28";

TEST(CpuSummary, MeansAreGeometricAndTheWorstIsNamed) {
  const std::vector<Group> groups =
      groups_of({contest(kLarge, 3, {}), contest(kSmall, 12, {timed("peer", Kind::kPeer, 24)})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(to(groups[0], "F2").mean, geometric_mean({1, 4}));
  EXPECT_EQ(to(groups[0], "F1").worst, 6);
  EXPECT_EQ(to(groups[0], "F2").worst_shape, "1,64x28x28");
  EXPECT_FALSE(to(groups[0], "F2").is_met) << "0.90 is asked for";
  EXPECT_EQ(to(groups[0], "peer").mean, geometric_mean({0.5}));
  EXPECT_EQ(to(groups[0], "peer").shapes, 1);
  EXPECT_EQ(to(groups[0], "peer").target, "") << "below 1 MB nothing is asked";
}

TEST(CpuSummary, TrainingMustLeadInEveryLargeShape) {
  const auto group = [](double own) {
    return groups_of(
        {contest(kLarge, own, {timed(kFastMath, Kind::kLoop, 2.5), timed("naive", Kind::kLoop, 1)}),
         contest(kSmall, 9, {timed(kFastMath, Kind::kLoop, 2.5)})})[0];
  };
  EXPECT_TRUE(to(group(2.4), kFastMath).is_met);
  EXPECT_FALSE(to(group(2.6), kFastMath).is_met);
  EXPECT_EQ(to(group(2.6), "naive").target, "");
}

TEST(CpuSummary, InferenceMustLeadInTheMeanAndNowhereLag) {
  const std::string inference = "batch_norm inference shape=16,64,56,56";
  const auto is_met = [&](double first, double second) {
    const Group group = groups_of({contest(inference, first, {timed("peer", Kind::kPeer, 1)}),
                                   contest(inference, second, {timed("peer", Kind::kPeer, 1)})})[0];
    return to(group, "peer").is_met;
  };
  EXPECT_TRUE(is_met(0.9, 1.02));
  EXPECT_FALSE(is_met(0.9, 1.04));
  EXPECT_FALSE(is_met(0.999, 1.02));
}

TEST(CpuSummary, InNhwcOnednnIsTheRivalInLargeShapes) {
  const Group group =
      groups_of({contest(std::string(kLarge) + " layout=nhwc", 2,
                         {timed("onednn 2.6.3", Kind::kPeer, 1),
                          timed("onednn 3.2.0", Kind::kPeer, 3), timed("torch 1", Kind::kPeer, 1)}),
                 contest(std::string(kSmall) + " layout=nhwc", 2,
                         {timed("onednn 3.2.0", Kind::kPeer, 1)})})[0];
  EXPECT_FALSE(to(group, "onednn 2.6.3").is_met);
  EXPECT_TRUE(to(group, "onednn 3.2.0").is_met);
  EXPECT_NE(to(group, "onednn 3.2.0").target, "");
  EXPECT_EQ(to(group, "torch 1").target, "");
}

TEST(CpuSummary, WhatWasNotTimedHasNoPart) {
  Timing absent = timed("peer", Kind::kPeer, 1);
  absent.not_timed = "no reason";
  const Group group = groups_of({contest(kLarge, 2, {absent})})[0];
  EXPECT_THROW(to(group, "peer"), std::runtime_error);
}

}  // namespace
}  // namespace normaudit::bench::cpu
