// Layers, keys, sums over the network, and records out and in again.
#include "bench/gpu/results.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "core/error.h"

namespace normaudit::bench {
namespace {

Timing timed(const std::string& name, double us) {
  Timing timing;
  timing.contender = name;
  timing.is_peer = name.starts_with("peer");
  timing.median_us = timing.least_us = us;
  return timing;
}

Timing absent(const std::string& name) {
  Timing timing = timed(name, 0);
  timing.not_timed = "no reason";
  return timing;
}

// Two layers, one of them three times in the network, at a ceiling of 1 byte per nanosecond.
Results results() {
  Plan plan{.layers = {{4, 5, 5, 1}, {8, 5, 5, 3}},
            .batches = {10},
            .dtypes = {Dtype::kFloat32},
            .layouts = {"nchw"},
            .passes = {Pass::kForwardTraining, Pass::kBackward}};
  Results all{
      .facts = {{"gpu", "none"}}, .ceiling = {.streams = {}, .copy_rate = 1}, .contests = {}};
  for (const Entry& entry : entries_of(plan)) {
    all.contests.push_back({entry, {timed("split", 50), timed("group", 40), timed("peer", 80)}});
  }
  all.contests[1].timings = {timed("split", 90), absent("group"), timed("peer", 60)};
  return all;
}

TEST(Layers, AreTheFiftyThreeOfResnet50) {
  int layers = 0;
  std::int64_t numbers = 0;
  for (const Layer& each : kResnet50) {
    layers += each.count;
    numbers += each.count * each.channels * each.height * each.width;
  }
  EXPECT_EQ(layers, 53);
  // The floor of all forward passes at N = 64 in float32 and 4.3 TB/s is 1.32 ms.
  EXPECT_EQ(static_cast<int>(static_cast<double>(2 * 4 * 64 * numbers) / 4.3e12 * 1e5), 132);
}

TEST(Layers, PlansHoldEveryCombinationOnce) {
  const std::vector<Entry> entries = entries_of(Plan{});
  EXPECT_EQ(entries.size(), 12u * 2 * 2 * 2 * 3);
  std::map<std::string, int> seen;
  for (const Entry& each : entries) {
    validate(each.problem);
    ++seen[key_of(each.problem)];
  }
  EXPECT_EQ(seen.size(), entries.size());
  EXPECT_EQ(seen.count("64,256,56,56 float32 nchw backward"), 1u);
  EXPECT_EQ(seen.count("256,2048,7,7 bfloat16 nhwc inference"), 1u);
  Plan oblong;
  oblong.layers = {{5, 4, 3, 1}};
  EXPECT_EQ(key_of(entries_of(oblong).front().problem), "64,5,4,3 float32 nchw forward_training");
}

TEST(Layers, AreReadFromText) {
  EXPECT_EQ(parse_layer("8x4x3").channels, 8);
  EXPECT_EQ(parse_layer("8x4x3").height, 4);
  EXPECT_EQ(parse_layer("8x4x3").width, 3);
  for (const char* text : {"", "8", "8x4", "8x4x", "8x4x3x", "8x4x3x2", "8,4,3", "0x1x1", "8x-1x1",
                           "ax1x1", "8x4x99999999999999999999"}) {
    EXPECT_THROW(parse_layer(text), InputError) << text;
  }
}

TEST(Results, ThePeersAndOurBestAreFoundAmongThoseTimed) {
  const Results all = results();
  EXPECT_EQ(best_own_us(all.contests[0].timings), 40);
  EXPECT_EQ(best_own_us(all.contests[1].timings), 90);
  EXPECT_EQ(best_peer_us(all.contests[1].timings), 60);
  EXPECT_EQ(best_peer_us({timed("split", 1), absent("peer")}), 0);
}

TEST(Results, TablesDifferInMoreThanTheLayer) {
  const Results all = results();
  const auto tables = tables_of(all);
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables[0].size(), 2u);
  EXPECT_EQ(tables[1].front()->entry.problem.pass, Pass::kBackward);
}

TEST(Results, TotalsWeighLayersByTheirNumber) {
  const Results all = results();
  std::map<std::string, Total> totals;
  for (const Total& each : totals_of(tables_of(all)[0], all.ceiling)) totals[each.contender] = each;
  EXPECT_EQ(totals["split"].milliseconds, (50 + 3 * 90) / 1e3);
  EXPECT_EQ(totals["split"].layers, 4);
  EXPECT_EQ(totals["group"].layers, 1) << "not timed in the other";
  EXPECT_EQ(totals["peer"].milliseconds, 80 / 1e3 + 60 * 3 / 1e3);
  EXPECT_EQ(totals["best of ours"].milliseconds, 40 / 1e3 + 90 * 3 / 1e3);
  // 10*4*25 numbers, read and written: 8000 bytes, 8 us; twice that for 8 channels.
  EXPECT_EQ(totals["floor"].milliseconds, 8 / 1e3 + 16 * 3 / 1e3);
}

TEST(Results, RecordsSayFloorsAndRatios) {
  const nlohmann::json json = to_json(results());
  EXPECT_EQ(json.at("schema"), 1);
  EXPECT_EQ(json.at("environment").at("gpu"), "none");
  const nlohmann::json& record = json.at("timings").at(1);
  EXPECT_EQ(record.at("problem"), "10,4,5,5 float32 nchw forward_training");
  EXPECT_EQ(record.at("contender"), "group");
  EXPECT_EQ(record.at("layers"), 1);
  EXPECT_EQ(record.at("floor_bytes"), 8000);
  EXPECT_EQ(record.at("fraction_of_floor"), 8.0 / 40);
  EXPECT_EQ(record.at("ratio_to_best_peer"), 0.5);
  EXPECT_EQ(json.at("timings").at(4).at("not_timed"), "no reason");
  EXPECT_FALSE(json.at("timings").at(4).contains("median_us"));
  EXPECT_EQ(json.at("totals").size(), 2u * 5);
}

TEST(Results, AWrongKernelOfOursIsAFindingAndAPeersIsNot) {
  Results all = results();
  EXPECT_FALSE(has_wrong_kernels(all));
  all.contests[0].timings.push_back(absent("peer_bent"));
  all.contests[0].timings.back().is_wrong = true;
  EXPECT_FALSE(has_wrong_kernels(all));
  all.contests[1].timings[1].is_wrong = true;
  EXPECT_TRUE(has_wrong_kernels(all));
}

class PeersFile : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path_) << text; }
  ~PeersFile() override { std::remove(path_.c_str()); }
  PeerTimings read() {
    PeerTimings peers;
    read_peers(path_, peers);
    return peers;
  }
  std::string path_ = testing::TempDir() + "normaudit_peers.json";
};

TEST_F(PeersFile, OwnRecordsAreReadBackAndOursLeftOut) {
  write(to_json(results()).dump());
  PeerTimings peers = read();
  EXPECT_EQ(peers.by_problem.size(), 4u);
  const std::vector<Timing>& found = peers.by_problem["10,8,5,5 float32 nchw forward_training"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].contender, "peer");
  EXPECT_TRUE(found[0].is_peer);
  EXPECT_EQ(found[0].median_us, 60);
}

TEST_F(PeersFile, AnotherGpuIsRefused) {
  write(to_json(results()).dump());
  const PeerTimings peers = read();
  EXPECT_NO_THROW(require_gpu(peers, {{"date", "x"}, {"gpu", "none"}}));
  EXPECT_THROW(require_gpu(peers, {{"gpu", "one"}}), InputError);
  EXPECT_THROW(require_gpu(peers, {}), InputError);
  EXPECT_NO_THROW(require_gpu({}, {}));
}

TEST_F(PeersFile, WhatIsNoRecordIsRefusedWithTheFile) {
  for (const char* text :
       {"", "{", "[]", R"({"schema": 2, "timings": []})", R"({"schema": 1})",
        R"({"schema": 1, "timings": [{"peer": true}]})",
        R"({"schema": 1, "timings": [{"peer": true, "problem": "p", "contender": "c",
            "median_us": 0, "least_us": 0, "launch_us": 0, "samples": 1, "calls": 1}]})"}) {
    write(text);
    try {
      read();
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace normaudit::bench
