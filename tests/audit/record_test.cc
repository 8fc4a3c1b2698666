// The lines of results.jsonl against their schema, and what they say.
#include "audit/record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "files/atomic_file.h"
#include "tests/audit/schema.h"

namespace normaudit::audit {
namespace {

using nlohmann::json;

json schema() {
  return json::parse(files::read_text(NORMAUDIT_SOURCE_DIR "/audit/schema/record.schema.json"));
}

std::vector<json> lines_of(const Backend& backend, const std::string& text) {
  std::vector<json> lines;
  for (const Record& record : records_of(measure(backend, parse_problem(text)), "benign")) {
    lines.push_back(json::parse(render_line(record)));
  }
  return lines;
}

std::vector<json> lines_of(const std::string& backend, const std::string& text) {
  return lines_of(find_backend(backend), text);
}

Backend unsupporting() {
  Backend backend = find_backend("one_pass");
  backend.supports = [](const Problem&) { return std::string("not today"); };
  return backend;
}

TEST(Record, EveryKindOfRecordKeepsTheSchema) {
  const json rules = schema();
  for (const char* text : {
           "batch_norm forward_training shape=4,2,3",
           "batch_norm backward shape=4,2,3 hazard=huge_mean dtype=float64",
           "batch_norm inference shape=0,2,3",
           "batch_norm forward_training shape=2,1 x=nan,inf",
           "batch_norm forward_training dtype=float16 shape=4,2,3",
       }) {
    for (const json& line : lines_of("one_pass", text)) {
      EXPECT_EQ(schema_violation(rules, line), "") << line.dump();
    }
  }
}

TEST(Record, TheSchemaNoticesWhatIsWrong) {
  const json rules = schema();
  const json good = lines_of("welford", "batch_norm inference shape=4,2,3").at(0);

  json line = good;
  line.erase("environment");
  EXPECT_EQ(schema_violation(rules, line), ": no environment");
  line = good;
  line["schema"] = 2;
  EXPECT_EQ(schema_violation(rules, line), "/schema: const");
  line = good;
  line["output"]["nearest_bound"]["index"] = "0";
  EXPECT_EQ(schema_violation(rules, line), "/output/nearest_bound/index: type");
  line = good;
  line["output"]["surprise"] = 1;
  EXPECT_EQ(schema_violation(rules, line), "/output: unexpected surprise");
  line = good;
  line["status"] = "passed";
  EXPECT_EQ(schema_violation(rules, line), "/status: enum");
}

TEST(Record, NumbersOfBothElementsAreExact) {
  const std::vector<Record> records = records_of(
      measure(find_backend("two_pass"), parse_problem("batch_norm forward_training shape=7,3")),
      "");
  for (const Record& record : records) {
    const json output = json::parse(render_line(record))["output"];
    const auto expect_equal = [](const json& element, const verdict::Element& measured) {
      const auto number = [&](const char* name) {
        return std::strtod(element[name].get<std::string>().c_str(), nullptr);
      };
      EXPECT_EQ(element["index"], measured.logical);
      EXPECT_EQ(number("got"), measured.got);
      EXPECT_EQ(number("exact_hi"), measured.exact_hi);
      EXPECT_EQ(number("exact_lo"), measured.exact_lo);
      EXPECT_EQ(number("bound"), measured.bound);
    };
    expect_equal(output["least_accurate"], record.measured.least_accurate);
    expect_equal(output["nearest_bound"], record.measured.worst);
    EXPECT_EQ(output["least_accurate"]["backward_error"], output["max_backward_error"]);
    EXPECT_EQ(output["nearest_bound"]["over_bound"], output["max_over_bound"]);
  }
}

TEST(Record, AnElementThatIsNotThereIsNull) {
  const json empty = lines_of("two_pass", "batch_norm inference shape=0,2,3").at(0)["output"];
  EXPECT_TRUE(empty["least_accurate"].is_null());
  EXPECT_TRUE(empty["nearest_bound"].is_null());

  const json unbounded =
      lines_of("two_pass",
               "batch_norm forward_training shape=2,1 track_running_stats=0 x=0x1p+100,-0x1p+100")
          .at(0)["output"];
  ASSERT_EQ(unbounded["unbounded"], unbounded["elements"]);
  EXPECT_FALSE(unbounded["least_accurate"].is_null());
  EXPECT_TRUE(unbounded["nearest_bound"].is_null());
}

TEST(Record, AnUnsupportedProblemIsOneRecordWithItsReason) {
  const std::vector<json> lines = lines_of(unsupporting(), "batch_norm inference shape=4,2,3");

  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["status"], "unsupported");
  EXPECT_TRUE(lines[0]["output"].is_null());
  EXPECT_EQ(lines[0]["reason"], "not today");
  EXPECT_EQ(schema_violation(schema(), lines[0]), "");
}

TEST(Record, EveryOutputHasItsOwnRecordAndTheSameCommand) {
  const std::string text = "batch_norm backward shape=4,2,3";
  const std::vector<json> lines = lines_of("welford", text);

  ASSERT_EQ(lines.size(), 3U);
  for (const json& line : lines) {
    EXPECT_EQ(line["repeat"], "normaudit run '" + text + "' --backend welford");
  }
}

}  // namespace
}  // namespace normaudit::audit
