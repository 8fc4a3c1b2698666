// Records and tables of an accuracy run.
#include "bench/cpu/accuracy_results.h"

#include <gtest/gtest.h>

#include <limits>

namespace normaudit::bench::cpu {
namespace {

AccuracyContest contest_of(const char* layout, double mean, std::vector<Accuracy> contenders) {
  AccuracyCase asked;
  asked.mean = mean;
  asked.timed.problem.pass = Pass::kInference;
  asked.timed.problem.layout = parse_layout(layout);
  asked.timed.problem.shape = {2, 3, {4, 5}};
  return {asked, std::move(contenders)};
}

AccuracyResults two_contests() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  AccuracyResults results;
  results.facts = {{"cpu", "none"}};
  results.absent = {{"torch", "not there"}};
  results.contests = {
      contest_of("nchw", 100,
                 {{.contender = "fast", .kind = Kind::kOurs, .errors = {{Role::kY, 0.00025}}},
                  {.contender = "peer", .kind = Kind::kPeer, .errors = {{Role::kY, kInfinity}}}}),
      contest_of("nhwc", 1e6,
                 {{.contender = "fast", .kind = Kind::kOurs, .errors = {{Role::kY, 0.5}}},
                  {.contender = "other", .kind = Kind::kPeer, .errors = {{Role::kY, 2}}},
                  {.contender = "peer", .kind = Kind::kPeer, .failed = "out of breath"}}),
  };
  return results;
}

TEST(CpuAccuracyResults, TablesHaveARowPerLayoutAndMean) {
  EXPECT_EQ(accuracy_tables(two_contests().contests),
            "**inference, y: largest |error|; 2,3x4x5, n = 40, x ~ N(mean, 1)**\n\n"
            "| layout | mean | fast | peer | other |\n"
            "|---|---|---|---|---|\n"
            "| nchw | 100 | 0.00025 | inf | - |\n"
            "| nhwc | 1e+06 | 0.5 | failed | 2 |\n\n"
            "failed somewhere: peer: out of breath\n");
}

TEST(CpuAccuracyResults, ShapesAndPassesHaveTablesOfTheirOwn) {
  std::vector<AccuracyContest> contests = two_contests().contests;
  contests[1].asked.timed.problem.shape.batch = 7;
  const std::string tables = accuracy_tables(contests);
  EXPECT_NE(tables.find("; 2,3x4x5, n = 40,"), std::string::npos) << tables;
  EXPECT_NE(tables.find("; 7,3x4x5, n = 140,"), std::string::npos) << tables;
  contests[1].asked.timed.problem.shape.batch = 2;
  contests[1].asked.timed.problem.pass = Pass::kForwardTraining;
  EXPECT_NE(accuracy_tables(contests).find("**forward_training, y:"), std::string::npos);
}

TEST(CpuAccuracyResults, RecordsSayWhatWasMeasuredAndHow) {
  const nlohmann::json json = to_json(two_contests());
  EXPECT_EQ(json.at("environment").at("cpu"), "none");
  EXPECT_EQ(json.at("absent").at("torch"), "not there");
  EXPECT_EQ(json.at("measures").at("y"), "largest |error|");
  EXPECT_EQ(json.at("kinds"),
            nlohmann::json({{"fast", "ours"}, {"other", "peer"}, {"peer", "peer"}}));
  EXPECT_EQ(json.at("accuracy"), nlohmann::json::parse(R"([
    {"pass": "inference", "layout": "nchw", "shape": "2,3x4x5", "threads": 1, "mean": 100.0,
     "errors": {"fast": {"y": 0.00025}, "peer": {"y": "inf"}}},
    {"pass": "inference", "layout": "nhwc", "shape": "2,3x4x5", "threads": 1, "mean": 1e6,
     "errors": {"fast": {"y": 0.5}, "other": {"y": 2.0}, "peer": {"failed": "out of breath"}}}
  ])"));
}

}  // namespace
}  // namespace normaudit::bench::cpu
