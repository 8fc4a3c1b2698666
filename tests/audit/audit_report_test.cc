// The audit's rows and its text, from records made by hand.
#include "audit/audit_report.h"

#include <gtest/gtest.h>

#include "audit/audit_rows.h"
#include "audit/status.h"

namespace normaudit::audit {
namespace {

using verdict::Status;

Record record(const std::string& backend, const std::string& family, double backward_error) {
  Record made;
  made.backend = backend;
  made.family = family;
  made.problem = "problem of " + family;
  made.has_output = true;
  made.measured.elements = 4;
  made.measured.max_backward_error = backward_error;
  made.output_dtype = Dtype::kFloat32;
  made.repeat = "repeat " + backend + " " + family;
  return made;
}

Record failing(Record made) {
  made.measured.status = Status::kFail;
  made.measured.failures = 1;
  made.measured.reason = "1 of 4 elements are wrong";
  return made;
}

Record unsupported(const std::string& backend, const std::string& reason) {
  Record made = record(backend, "benign", 0);
  made.has_output = false;
  made.measured.status = Status::kUnsupported;
  made.measured.reason = reason;
  return made;
}

TEST(AuditRows, FailuresComeFirstThenTheLargestError) {
  const std::vector<Record> records{record("a", "f", 2), record("b", "f", 50),
                                    failing(record("c", "f", 1)), record("d", "f", 7)};

  const std::vector<AuditRow> rows = audit_rows(records);

  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].backend, "c");
  EXPECT_EQ(rows[1].backend, "b");
  EXPECT_EQ(rows[2].backend, "d");
  EXPECT_EQ(rows[3].backend, "a");
}

TEST(AuditRows, EveryMaximumIsOverAllOfTheFamily) {
  std::vector<Record> records{record("a", "f", 2), record("a", "f", 5)};
  records[0].measured.max_ulps = 900;
  records[1].measured.worst.over_bound = 0.25;

  const std::vector<AuditRow> rows = audit_rows(records);

  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].max_backward_error, 5);
  EXPECT_EQ(rows[0].max_ulps, 900);
  EXPECT_EQ(rows[0].max_over_bound, 0.25);
  EXPECT_EQ(rows[0].worst, &records[1]);
}

TEST(AuditRows, TheFailingRecordIsTheWorstHoweverSmallItsError) {
  const std::vector<Record> records{record("a", "f", 900), failing(record("a", "f", 1))};

  const std::vector<AuditRow> rows = audit_rows(records);

  EXPECT_EQ(rows.at(0).worst, &records[1]);
  EXPECT_EQ(rows.at(0).status, Status::kFail);
}

TEST(AuditRows, WhatDidNotRunHasNoRow) {
  const std::vector<Record> records{unsupported("a", "dtype")};

  EXPECT_TRUE(audit_rows(records).empty());
}

TEST(AuditReport, EveryFailingRowEndsInTheCommandThatRepeatsIt) {
  const std::vector<Record> records{failing(record("a", "f", 3)), failing(record("a", "g", 2)),
                                    record("a", "h", 1)};

  const std::string text = render_report(records, {});

  EXPECT_NE(text.find("\n    repeat a f\n"), std::string::npos);
  EXPECT_NE(text.find("\n    repeat a g\n"), std::string::npos);
  EXPECT_EQ(text.find("repeat a h"), std::string::npos);
}

TEST(AuditReport, CountsRunsNotOutputs) {
  const std::vector<Record> records{record("a", "f", 1), failing(record("a", "f", 1)),
                                    record("b", "f", 1), unsupported("c", "dtype float16"),
                                    unsupported("d", "dtype float16")};

  const std::string text = render_report(records, {});

  EXPECT_NE(text.find("4 runs of a backend on a problem: 1 pass, 1 fail, 2 unsupported, 0 vacuous"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  1 x c: unsupported: dtype float16\n"), std::string::npos) << text;
}

TEST(AuditReport, PutsBackendsSideBySide) {
  const std::vector<Record> records{record("a", "easy", 1), record("b", "easy", 2),
                                    record("a", "hard", 3), record("b", "hard", 4000)};

  const std::string text = render_report(records, {});

  EXPECT_NE(text.find("\ny in training, backward/u  a     b\n"
                      "hard                       3  4000\n"
                      "easy                       1     2\n"),
            std::string::npos)
      << text;
}

TEST(AuditReport, MarksRowsOfWhichAPartHasNoBound) {
  std::vector<Record> records{record("a", "f", 1), record("b", "g", 1)};
  records[0].measured.unbounded = 2;

  const std::string text = render_report(records, {});

  EXPECT_NE(text.find("  0       50%\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  0         -\n"), std::string::npos) << text;
}

TEST(AuditReport, DoesNotCountTheUlpsOfWhatIsLost) {
  std::vector<Record> records{record("a", "f", 1), record("b", "g", 1), record("c", "h", 1)};
  records[0].measured.max_ulps = 0x1p+24;  // float32 has 24 bits
  records[1].measured.max_ulps = 0x1p+24;
  records[1].output_dtype = Dtype::kFloat64;
  records[2].measured.max_ulps = 0x1p+23;

  const std::string text = render_report(records, {});

  EXPECT_NE(text.find("  all lost  "), std::string::npos) << text;
  EXPECT_NE(text.find("  1.7e+07  "), std::string::npos) << text;
  EXPECT_NE(text.find("  8.4e+06  "), std::string::npos) << text;
}

TEST(AuditReport, BeginsWithTheLegend) {
  EXPECT_TRUE(
      render_report(std::vector<Record>{record("a", "f", 1)}, {}).starts_with("backward/u  "));
}

TEST(AuditReport, EndsInASentenceForEveryBackend) {
  std::vector<Record> records{record("a", "f", 1), failing(record("a", "g", 1)),
                              record("b", "f", 1), unsupported("c", "dtype float16")};
  records[0].measured.max_relative_to_largest = 1;
  records[1].measured.max_relative_to_largest = 0x1p+1000;
  records[2].measured.max_relative_to_largest = 0x1.fp-1;

  EXPECT_TRUE(render_report(records, {})
                  .ends_with("\n\na: 1 pass, 1 fail; every digit of some y lost in f, g\n"
                             "b: 1 pass, 0 fail\n"
                             "c: 0 pass, 0 fail, 1 unsupported\n"))
      << render_report(records, {});
}

TEST(AuditReport, IsPlainWithoutColour) {
  const std::vector<Record> records{failing(record("a", "f", 1))};

  EXPECT_EQ(render_report(records, {}).find('\x1b'), std::string::npos);
  EXPECT_NE(render_report(records, {.color = true}).find("\x1b["), std::string::npos);
}

TEST(Status, AFindingOutweighsAPassAndAPassOutweighsNothing) {
  EXPECT_EQ(joined(Status::kPass, Status::kFail), Status::kFail);
  EXPECT_EQ(joined(Status::kFail, Status::kPass), Status::kFail);
  EXPECT_EQ(joined(Status::kVacuous, Status::kPass), Status::kPass);
  EXPECT_EQ(joined(Status::kPass, Status::kVacuous), Status::kPass);
  EXPECT_EQ(joined(Status::kUnsupported, Status::kVacuous), Status::kUnsupported);
  EXPECT_TRUE(is_finding(Status::kCrash));
  EXPECT_FALSE(is_finding(Status::kVacuous));
}

}  // namespace
}  // namespace normaudit::audit
