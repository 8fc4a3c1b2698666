// The matrix of laws: what it shows, and its records against their schema.
#include "audit/law_matrix.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "files/atomic_file.h"
#include "properties/oracle_backend.h"
#include "tests/audit/schema.h"

namespace normaudit::audit {
namespace {

using nlohmann::json;
using verdict::Status;

const properties::Law kLaw{
    .name = "a_law", .sentence = "", .reaches = {}, .excludes = {}, .bend = {}, .check = {}};

LawRow row(Status status, const std::string& reason) {
  LawRow result{.law = &kLaw, .backend = &properties::oracle_backend(), .outcome = {}, .seed = 5};
  result.outcome.status = status;
  result.outcome.reason = reason;
  return result;
}

LawRow failed() {
  LawRow result = row(Status::kFail, "y[0] is wrong");
  result.outcome.counterexample = "batch_norm inference shape=1,1";
  result.outcome.written_out = "batch_norm inference shape=1,1 x=0x1p+0";
  return result;
}

LawRow held() {
  LawRow result = row(Status::kPass, "");
  result.outcome.cases = 41;
  result.outcome.tags["n=1"] = 3;
  return result;
}

TEST(LawMatrix, ShowsHowManyCasesHeld) {
  EXPECT_EQ(
      render_law_matrix({held()}),
      "law     1\n"
      "a_law  41\n"
      "\n"
      "1 oracle\n"
      "41 evaluations held, 0 said nothing; of 1 laws x backends 0 failed, 0 vacuous (seed 5)\n");
}

TEST(LawMatrix, SaysWhatFailedAndHowToRepeatIt) {
  const std::string text = render_law_matrix({failed()});

  for (const char* part : {"a_law  FAIL\n", "\na_law on oracle: fail\n  y[0] is wrong\n",
                           "  written out: 'batch_norm inference shape=1,1 x=0x1p+0'\n",
                           " laws --laws a_law --backends oracle --problem "
                           "'batch_norm inference shape=1,1'\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "in\n" << text;
  }
}

TEST(LawMatrix, SaysWhyALawIsVacuous) {
  const std::string text = render_law_matrix({row(Status::kVacuous, "0 of 9 cases had n=1")});

  EXPECT_NE(text.find("\na_law on oracle: vacuous\n  0 of 9 cases had n=1\n"), std::string::npos)
      << text;
}

TEST(LawMatrix, SaysWhyABackendIsNotAsked) {
  const std::string text = render_law_matrix({row(Status::kUnsupported, "not promised")});

  EXPECT_NE(text.find("a_law  -\n"), std::string::npos) << text;
  EXPECT_NE(text.find("not asked (-):\n  a_law: not promised\n"), std::string::npos) << text;
}

TEST(LawMatrix, ShowsWhichMutantsWereNoticed) {
  const std::string text = render_mutants({failed(), held()});

  EXPECT_NE(text.find("oracle  a_law  yes"), std::string::npos) << text;
  EXPECT_NE(text.find("oracle  a_law  MISSED"), std::string::npos) << text;
  EXPECT_NE(text.find("1 of 2 mutants x laws missed (seed 5)"), std::string::npos) << text;
}

TEST(LawMatrix, EveryKindOfLineKeepsTheSchema) {
  const json rules =
      json::parse(files::read_text(NORMAUDIT_SOURCE_DIR "/audit/schema/law.schema.json"));
  for (const LawRow& each : {held(), failed(), row(Status::kUnsupported, "not promised"),
                             row(Status::kVacuous, "no case had n=1")}) {
    const json line = json::parse(render_law_line(each));
    EXPECT_EQ(schema_violation(rules, line), "") << line.dump();
  }
  json extra = json::parse(render_law_line(held()));
  extra["more"] = 1;
  EXPECT_NE(schema_violation(rules, extra), "");
}

}  // namespace
}  // namespace normaudit::audit
