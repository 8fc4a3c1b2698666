// The articles' claims as tables and as records, and backends that do not let a weight rest.
#include "audit/published_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/backend.h"
#include "files/atomic_file.h"
#include "tests/audit/schema.h"

namespace normaudit::audit {
namespace {

using nlohmann::json;

const std::vector<golden::Transcript>& transcripts() {
  static const auto kTranscripts =
      golden::read_transcripts(NORMAUDIT_SOURCE_DIR "/golden/published");
  return kTranscripts;
}

const std::vector<golden::Claim>& claims() {
  static const auto kClaims = golden::claims_of(transcripts());
  return kClaims;
}

json schema(const std::string& name) {
  return json::parse(files::read_text(NORMAUDIT_SOURCE_DIR "/audit/schema/" + name));
}

json as_line(const files::Json& record) { return json::parse(files::render_line(record)); }

TEST(PublishedReport, EveryClaimIsARowUnderItsArticleAndFits) {
  const std::string text = render_claims(claims());
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  for (const golden::Transcript& each : transcripts()) {
    EXPECT_NE(text.find(each.article + "\nverdict"), std::string::npos);
  }
  std::size_t from = 0;
  for (const golden::Claim& claim : claims()) {
    from = text.find(claim.text, from);
    ASSERT_NE(from, std::string::npos) << claim.text;
  }
  EXPECT_NE(text.find("\nrefuted     cell 10  running_mean = momentum * running_mean"),
            std::string::npos);
  EXPECT_NE(text.find("sqrt(30/29) = 1.017095"), std::string::npos);
  EXPECT_NE(text.find(std::to_string(claims().size()) + " claims: "), std::string::npos);
}

TEST(PublishedReport, RecordsKeepTheirSchemas) {
  const json rules = schema("claim.schema.json");
  json channel_rules = rules["$defs"]["channel"];
  channel_rules["$defs"] = rules["$defs"];
  int witnesses = 0;
  int misses = 0;
  for (const golden::Claim& claim : claims()) {
    const json line = as_line(to_json(claim));
    EXPECT_EQ(schema_violation(rules, line), "") << line.dump();
    for (const json& channel : line["channels"]) {
      EXPECT_EQ(schema_violation(channel_rules, channel), "") << channel.dump();
      EXPECT_EQ(channel.contains("witness"), channel["verdict"] == "consistent");
      EXPECT_EQ(channel.contains("miss"), channel["verdict"] == "refuted");
      witnesses += channel.contains("witness");
      misses += channel.contains("miss");
    }
  }
  EXPECT_GT(witnesses, 100);
  EXPECT_GT(misses, 40);
  json wrong = as_line(to_json(claims().front()));
  wrong["verdict"] = "true";
  EXPECT_EQ(schema_violation(rules, wrong), "/verdict: enum");
}

TEST(PublishedReport, AWitnessRecordHoldsTheInputExactly) {
  for (const golden::Claim& claim : claims()) {
    if (!claim.table || !claim.table->channels.front().witness) continue;
    const json channel = as_line(to_json(claim))["channels"][0];
    const Tensor& x = claim.table->channels.front().witness->at(Role::kX);
    ASSERT_EQ(channel["witness"]["x"].size(), static_cast<std::size_t>(x.count()));
    for (std::int64_t i = 0; i < x.count(); ++i) {
      const auto text = channel["witness"]["x"][static_cast<std::size_t>(i)].get<std::string>();
      EXPECT_EQ(std::strtod(text.c_str(), nullptr), x.get(i));
    }
    EXPECT_NE(render_witnesses(claim).find("channel 0: x "), std::string::npos);
  }
}

TEST(PublishedReport, TheSectionOfAnAuditHoldsBothTables) {
  const std::string section = published_section();
  EXPECT_NE(section.find(render_claims(claims())), std::string::npos);
  EXPECT_NE(section.find(render_rest(rest_rows(transcripts()), published_optimizer(transcripts()))),
            std::string::npos);
  EXPECT_NE(section.find("at most 0.1, and 0.05 at |g| = 1e-07"), std::string::npos);
}

TEST(PublishedRest, EveryBackendHasARowForEveryInput) {
  const std::vector<RestRow> rows = rest_rows(transcripts());
  EXPECT_EQ(rows.size(), 3 * Registry<Backend>::instance().names().size());
  const json rules = schema("optimizer_step.schema.json");
  for (const RestRow& row : rows) {
    EXPECT_EQ(schema_violation(rules, as_line(to_json(row))), "");
  }
}

TEST(PublishedRest, AWeightRestsExactlyWhereItsGradientIsZero) {
  const golden::Rmsprop optimizer = published_optimizer(transcripts());
  int ran = 0;
  for (const RestRow& row : rest_rows(transcripts())) {
    if (!row.unsupported.empty()) continue;
    ++ran;
    EXPECT_EQ(row.moved == 0, row.gradient == 0) << row.backend;
    const auto moved = [&](double gradient) {
      return std::fabs(static_cast<double>(optimizer.step(1.0F, static_cast<float>(gradient))) - 1);
    };
    EXPECT_LE(row.moved, moved(-3)) << row.backend;  // a true gradient goes no further
    EXPECT_TRUE(row.moved == moved(row.gradient) || row.moved == moved(-row.gradient))
        << row.backend << " on " << row.example;
  }
  EXPECT_GT(ran, 6);
}

TEST(PublishedRest, SymmetricColumnsLetTwoPassRestAndRandomOnesDoNot) {
  for (const RestRow& row : rest_rows(transcripts())) {
    if (row.backend != "two_pass") continue;
    if (row.example.starts_with("notebook")) {
      EXPECT_EQ(row.gradient, 0) << row.example;
    } else {
      EXPECT_GT(row.moved, published_optimizer(transcripts()).lr) << row.example;
    }
  }
}

}  // namespace
}  // namespace normaudit::audit
