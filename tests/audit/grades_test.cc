// Grades over many runs: from records made by hand, and of backends that are never registered.
#include "audit/grades.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "audit/grade_search.h"
#include "files/atomic_file.h"
#include "properties/oracle_backend.h"
#include "tests/audit/schema.h"

namespace normaudit::audit {
namespace {

using verdict::Standing;

constexpr Standing kSilent = Standing::kSilent;
constexpr Standing kKept = Standing::kKept;
constexpr Standing kExceeded = Standing::kExceeded;

Record record(const std::string& backend, const std::vector<Standing>& standings) {
  Record made;
  made.backend = backend;
  made.problem = "problem of " + backend;
  made.repeat = "repeat " + backend;
  made.has_output = true;
  const std::vector<std::string> names{"faithful", "two_pass", "one_pass"};
  for (std::size_t i = 0; i < names.size(); ++i) made.rungs.emplace_back(names[i], standings[i]);
  return made;
}

Grade only_grade(const std::vector<Record>& records) { return grades_of(records).at(0); }

TEST(Grades, AreTheFirstRungThatNoRunExceeds) {
  const Grade grade =
      only_grade({record("a", {kKept, kKept, kKept}), record("a", {kExceeded, kKept, kKept}),
                  record("a", {kSilent, kSilent, kKept})});

  EXPECT_EQ(grade.grade, "two_pass");
  EXPECT_EQ(grade.runs, 3);
  EXPECT_EQ(grade.exceeds, "faithful");
  EXPECT_EQ(grade.problem, "problem of a");
  EXPECT_EQ(grade.repeat, "repeat a");
}

TEST(Grades, AreWrongWhereTheLoosestRungFallsAndVacuousWhereAllAreSilent) {
  EXPECT_EQ(only_grade({record("a", {kExceeded, kExceeded, kExceeded})}).grade, "wrong");
  EXPECT_EQ(only_grade({record("a", {kSilent, kSilent, kSilent})}).grade, "vacuous");
  EXPECT_EQ(only_grade({record("a", {kExceeded, kSilent, kSilent})}).grade, "vacuous");
  EXPECT_TRUE(grades_of(std::vector<Record>(1)).empty());
}

TEST(Grades, AreSeparatedByABackendThatExceedsThem) {
  const Record good = record("a", {kExceeded, kKept, kKept});
  const Record poor = record("b", {kExceeded, kExceeded, kKept});

  EXPECT_FALSE(only_grade({good}).separated);
  EXPECT_TRUE(only_grade({good, poor}).separated);
  EXPECT_TRUE(only_grade({poor}).separated);
  EXPECT_FALSE(only_grade({record("a", {kExceeded, kSilent, kKept})}).separated);
}

TEST(Grades, TableNamesEveryBackendWithinItsWidth) {
  const std::vector<Grade> grades = grades_of(std::vector<Record>{
      record("a", {kExceeded, kKept, kKept}), record("b", {kExceeded, kExceeded, kKept})});

  const std::string text = render_grades(grades);

  EXPECT_TRUE(
      text.ends_with("grade, forward_training  y\n"
                     "a                        two_pass\n"
                     "b                        one_pass\n"))
      << text;
}

TEST(Grades, LinesKeepTheirSchema) {
  const nlohmann::json rules = nlohmann::json::parse(
      files::read_text(NORMAUDIT_SOURCE_DIR "/audit/schema/grade.schema.json"));
  for (const Grade& grade : grades_of(std::vector<Record>{record("a", {kSilent, kKept, kKept})})) {
    EXPECT_EQ(schema_violation(rules, nlohmann::json::parse(render_line(grade))), "");
  }
}

// Grade of save_var in training over problems that tell the classes apart.
std::string grade_of_variance(const Backend& backend) {
  std::vector<Record> records;
  for (const char* text : {"batch_norm forward_training shape=1000,4 hazard=huge_mean seed=1",
                           "batch_norm forward_training shape=64,4 seed=2"}) {
    std::ranges::move(records_of(measure(backend, parse_problem(text)), "by_hand"),
                      std::back_inserter(records));
  }
  for (const Grade& grade : grades_of(records)) {
    if (grade.output == Role::kSaveVar) return grade.grade;
  }
  return "";
}

TEST(Grades, BackendsReachTheClassTheyDeclare) {
  EXPECT_EQ(grade_of_variance(find_backend("one_pass")), "one_pass");
  EXPECT_FALSE(verdict::worse(grade_of_variance(find_backend("two_pass")), "two_pass"));
  EXPECT_FALSE(verdict::worse(grade_of_variance(find_backend("kahan_two_pass")), "kahan_two_pass"));
}

TEST(Grades, DoNotBelieveADeclaredClass) {
  Backend planted = find_backend("two_pass");
  planted.run = find_backend("one_pass").run;

  EXPECT_EQ(grade_of_variance(planted), "one_pass");
}

TEST(Grades, ExactAnswersAreCorrectlyRounded) {
  Backend exact = properties::oracle_backend();
  exact.contract.reset();

  EXPECT_EQ(grade_of_variance(exact), "correctly_rounded");
}

TEST(GradeSearch, FindsWhatLowersAGradeAndRepeats) {
  const GradeSearch search{
      .backend = &find_backend("one_pass"), .pass = Pass::kForwardTraining, .evaluations = 30};

  const std::vector<Measurement> found = search_for_grade(search);

  ASSERT_FALSE(found.empty());
  std::vector<Record> records;
  for (const Measurement& measured : found) {
    EXPECT_EQ(measured.problem.pass, Pass::kForwardTraining);
    std::ranges::move(records_of(measured, kSearchFamily), std::back_inserter(records));
  }
  EXPECT_EQ(search_for_grade(search).size(), found.size());
  for (const Grade& grade : grades_of(records)) EXPECT_NE(grade.exceeds, "") << grade.grade;
}

}  // namespace
}  // namespace normaudit::audit
