// The table of special values, row by row.
#include "verdict/special.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "verdict/judge.h"
#include "verdict/up.h"

namespace normaudit::verdict {
namespace {

using reference::Kind;
using enum SpecialVerdict;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kMaxFloat = std::numeric_limits<float>::max();
constexpr double kMaxDouble = std::numeric_limits<double>::max();

TEST(Special, NanIsWantedWhereTheAnswerIsNan) {
  EXPECT_EQ(judge_special({.got = kNan, .exact_kind = Kind::kNan}), kRight);
  EXPECT_EQ(judge_special({.got = 1, .exact_kind = Kind::kNan}), kWrong);
  EXPECT_EQ(judge_special({.got = kInfinity, .exact_kind = Kind::kNan}), kWrong);
  EXPECT_EQ(judge_special({.got = 1, .exact_kind = Kind::kNan, .bound = kInfinity}), kWrong);
}

TEST(Special, AnInfinityKeepsItsSign) {
  EXPECT_EQ(judge_special({.got = kInfinity, .exact_kind = Kind::kPositiveInfinity}), kRight);
  EXPECT_EQ(judge_special({.got = -kInfinity, .exact_kind = Kind::kPositiveInfinity}), kWrong);
  EXPECT_EQ(judge_special({.got = -kInfinity, .exact_kind = Kind::kNegativeInfinity}), kRight);
  EXPECT_EQ(judge_special({.got = kMaxFloat, .exact_kind = Kind::kPositiveInfinity}), kWrong);
  EXPECT_EQ(judge_special({.got = kNan, .exact_kind = Kind::kPositiveInfinity}), kWrong);
  EXPECT_EQ(
      judge_special({.got = kNan, .exact_kind = Kind::kPositiveInfinity, .nan_for_infinity = true}),
      kRight);
}

TEST(Special, InfiniteFactorsLeaveTheKindOpenButNotFinite) {
  for (double got : {kNan, kInfinity, -kInfinity}) {
    EXPECT_EQ(judge_special({.got = got, .exact_kind = Kind::kNan, .any_non_finite = true}),
              kRight);
  }
  EXPECT_EQ(judge_special({.got = 0, .exact_kind = Kind::kNan, .any_non_finite = true}), kWrong);
}

TEST(Special, NanNeverPassesForARealNumber) {
  EXPECT_EQ(judge_special({.got = kNan, .exact_high = 1, .bound = 1e300}), kWrong);
  EXPECT_EQ(judge_special({.got = kNan, .exact_high = 1, .bound = kInfinity}), kUnbounded);
}

TEST(Special, InfinityPassesFromHalfAStepAboveTheLargestNumberOn) {
  const double half_step = 0x1p103;
  const auto verdict = [](double exact, double bound, double got) {
    return judge_special(
        {.got = got, .dtype = Dtype::kFloat32, .exact_high = exact, .bound = bound});
  };
  EXPECT_EQ(verdict(kMaxFloat + half_step, 0, kInfinity), kRight);
  EXPECT_EQ(verdict(kMaxFloat, half_step, kInfinity), kRight);
  EXPECT_EQ(verdict(kMaxFloat, half_step / 2, kInfinity), kWrong);
  EXPECT_EQ(verdict(-kMaxFloat, half_step, kInfinity), kWrong);
  EXPECT_EQ(verdict(-kMaxFloat, half_step, -kInfinity), kRight);
}

TEST(Special, BeyondFloat64OnlyTheEndOfTheRangeWillDo) {
  const auto verdict = [](double got, double bound) {
    return judge_special(
        {.got = got, .dtype = Dtype::kFloat64, .exact_high = kInfinity, .bound = bound});
  };
  EXPECT_EQ(verdict(kInfinity, 0), kRight);
  EXPECT_EQ(verdict(kMaxDouble, 0), kRight);
  EXPECT_EQ(verdict(0.5 * kMaxDouble, 0x1p971), kWrong);
  EXPECT_EQ(verdict(-kMaxDouble, 0x1p971), kWrong);
  EXPECT_EQ(verdict(-kInfinity, 0x1p971), kWrong);
}

TEST(Special, TwoFiniteNumbersAreLeftToThePredicate) {
  EXPECT_EQ(judge_special({.got = 1, .exact_high = 1, .bound = 0}), kOrdinary);
  EXPECT_EQ(judge_special({.got = -0.0, .exact_high = 0, .bound = 0}), kOrdinary);
}

Verdict of_backend(const std::string& backend, const std::string& text) {
  const Problem problem = parse_problem("batch_norm " + text);
  const Tensors inputs = make_inputs(problem);
  return judge(problem, inputs, run_backend(find_backend(backend), problem, inputs).outputs,
               *find_backend(backend).contract);
}

TEST(Special, NothingIsPromisedWhereTheRoundingOfEpsDecidesTheRadicandsSign) {
  // float32(1e-5) is below 1e-5: their difference is a positive V, its rounding 0.
  EXPECT_EQ(of_backend("two_pass",
                       "inference shape=2,1 eps=1e-5 x=1,2 running_mean=0 "
                       "running_var=-0x1.4f8b58p-17")
                .status,
            Status::kVacuous);
  // 7e-5 rounds up: V is negative, so y is NaN, and 1/0 comes out.
  for (const char* pass : {"inference shape=2,1 eps=7e-5 x=1,2",
                           "backward_inference shape=2,1 "
                           "eps=7e-5 x=1,2 dy=1,3"}) {
    const std::string text = std::string(pass) + " running_mean=0 running_var=-0x1.2599eep-14";
    EXPECT_NE(of_backend("two_pass", text).status, Status::kFail) << text;
  }
}

TEST(Special, ARadicandBelowZeroByMoreThanARoundingGivesNan) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=1,1 eps=7e-5 x=1 running_mean=0 running_var=-0x1.2599f0p-14");
  const Tensors inputs = make_inputs(problem);
  Tensors got = run_backend(find_backend("two_pass"), problem, inputs).outputs;
  EXPECT_EQ(judge(problem, inputs, got, {.algorithm = "two_pass"}).status, Status::kPass);
  got.at(Role::kY).set(0, kInfinity);
  EXPECT_EQ(judge(problem, inputs, got, {.algorithm = "two_pass"}).status, Status::kFail);
}

class DecidedByRounding : public testing::TestWithParam<const char*> {};

TEST_P(DecidedByRounding, IsNoFaultOfACorrectBackend) {
  EXPECT_EQ(of_backend("two_pass", GetParam()).status, Status::kPass);
}

INSTANTIATE_TEST_SUITE_P(
    TwoPass, DecidedByRounding,
    testing::Values(
        "backward_inference shape=3,1 eps=0 x=1,1,1 dy=16777216,1,-16777216 running_mean=0 "
        "running_var=0",
        "forward_training shape=3,1 x=-0x1.fffffep127,-0x1.fffffep127,inf",
        "backward shape=3,1 x=1,2,3 dy=-0x1.fffffep127,-0x1.fffffep127,inf",
        "backward_inference shape=3,1 x=1,2,3 dy=-0x1.fffffep127,-0x1.fffffep127,inf",
        "backward_inference shape=3,1 x=-0x1.fffffep127,-0x1.fffffep127,inf dy=1,1,1",
        "forward_training shape=2,1 momentum=0x1.ffffffp-1 x=1,2 running_mean=inf running_var=1",
        "forward_training shape=2,1 momentum=1e-60 x=inf,2",
        "inference shape=1,1 x=-0x1p100 running_mean=0 running_var=1 weight=0x1p100 bias=inf"));

TEST(Special, TheFoldedFormMayMeetItsOwnInfinities) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=2,1 eps=0 affine=- x=inf,1 running_mean=0x1p+100 "
      "running_var=0x1p-100");
  const Tensors inputs = make_inputs(problem);
  Tensors got = run_backend(find_backend("two_pass"), problem, inputs).outputs;
  ASSERT_EQ(got.at(Role::kY).get(0), kInfinity);
  got.at(Role::kY).set(0, kNan);  // inf*a - mean*a, both infinite
  EXPECT_EQ(judge(problem, inputs, got, {.algorithm = "two_pass"}).status, Status::kFail);
  EXPECT_NE(judge(problem, inputs, got, *find_backend("folded").contract).status, Status::kFail);
  EXPECT_NE(
      of_backend("folded", "inference shape=3,1 eps=0 x=1,2,3 running_mean=2 running_var=0").status,
      Status::kFail);
}

// One output of two_pass's run with an element made NaN.
Status with_nan(const std::string& algorithm, const std::string& text, Role role) {
  const Problem problem = parse_problem("batch_norm " + text);
  const Tensors inputs = make_inputs(problem);
  Tensors got = run_backend(find_backend("two_pass"), problem, inputs).outputs;
  Tensors alone;
  alone.arrays.emplace(role, got.at(role));
  alone.at(role).set(0, kNan);
  return judge(problem, inputs, alone, {.algorithm = algorithm}).status;
}

TEST(Special, AnInfinityMustStayWhereNoRoundingCanLoseIt) {
  const std::string gradient = "backward shape=3,1 x=1,2,3 dy=1,2,inf";
  const std::string bias = "forward_training shape=3,1 x=1,2,4 bias=inf";
  const std::string old = "forward_training shape=3,1 x=1,2,4 running_mean=inf running_var=inf";
  for (const char* algorithm : {"two_pass", "welford"}) {
    EXPECT_EQ(with_nan(algorithm, gradient, Role::kDbias), Status::kFail);
    EXPECT_EQ(with_nan(algorithm, bias, Role::kY), Status::kFail);
    EXPECT_EQ(with_nan(algorithm, old, Role::kRunningMean), Status::kFail);
    EXPECT_EQ(with_nan(algorithm, old, Role::kRunningVar), Status::kFail);
  }
  const std::string vanished =
      "backward_inference shape=3,1 eps=0 x=1,1,1 dy=1,2,3 "
      "running_mean=0 running_var=0";
  EXPECT_EQ(with_nan("two_pass", vanished, Role::kDweight), Status::kFail);
}

// save_mean of a group with +infinity, as one class's contract judges `mean`.
Status of_infinite_mean(const std::string& algorithm, double mean) {
  const Problem problem = parse_problem("batch_norm forward_training shape=3,1 x=1,2,inf");
  Tensors got;
  got.arrays.emplace(Role::kSaveMean, make_array(problem, Role::kSaveMean));
  got.at(Role::kSaveMean).set(0, mean);
  return judge(problem, make_inputs(problem), got, {.algorithm = algorithm}).status;
}

class ClassWithRecurrence : public testing::TestWithParam<const char*> {};

TEST_P(ClassWithRecurrence, MayLoseOnlyTheInfinityOfTheMean) {
  const std::string text = "forward_training shape=3,1 x=1,2,inf";
  for (Role role : {Role::kSaveMean, Role::kRunningMean}) {
    EXPECT_EQ(with_nan(GetParam(), text, role), Status::kPass);
  }
  EXPECT_EQ(of_infinite_mean(GetParam(), kInfinity), Status::kPass);
  EXPECT_EQ(of_infinite_mean(GetParam(), -kInfinity), Status::kFail);
  EXPECT_EQ(of_infinite_mean(GetParam(), 1), Status::kFail);
}

INSTANTIATE_TEST_SUITE_P(Special, ClassWithRecurrence,
                         testing::Values("welford", "kahan_two_pass", "shifted_one_pass",
                                         "chan_tree"));

class ClassWithPlainSum : public testing::TestWithParam<const char*> {};

TEST_P(ClassWithPlainSum, KeepsTheInfinityOfTheMean) {
  const std::string text = "forward_training shape=3,1 x=1,2,inf";
  for (Role role : {Role::kSaveMean, Role::kRunningMean}) {
    EXPECT_EQ(with_nan(GetParam(), text, role), Status::kFail);
  }
  EXPECT_EQ(of_infinite_mean(GetParam(), kInfinity), Status::kPass);
  EXPECT_EQ(of_infinite_mean(GetParam(), -kInfinity), Status::kFail);
}

INSTANTIATE_TEST_SUITE_P(Special, ClassWithPlainSum,
                         testing::Values("two_pass", "pairwise_two_pass", "corrected_two_pass",
                                         "one_pass"));

// Judges one float32 inference element y = x with mean 0, variance 1, eps 0 and no weight or bias.
Verdict of_identity(const char* x, double got) {
  const Problem problem =
      parse_problem(std::string("batch_norm inference shape=1,1 eps=0 affine=- x=") + x +
                    " running_mean=0 running_var=1");
  const Tensors inputs = make_inputs(problem);
  Tensors outputs;
  outputs.arrays.emplace(Role::kY, make_array(problem, Role::kY));
  outputs.at(Role::kY).set(0, got);
  return judge(problem, inputs, outputs, {.algorithm = "two_pass"});
}

TEST(Special, BothZerosAreEqual) {
  EXPECT_EQ(of_identity("0", -0.0).status, Status::kPass);
  EXPECT_EQ(of_identity("-0x0p+0", 0.0).status, Status::kPass);
}

TEST(Special, AWrongSpecialValueIsTheWorstElement) {
  const Verdict verdict = of_identity("nan", 1);
  ASSERT_EQ(verdict.status, Status::kFail);
  EXPECT_TRUE(verdict.outputs.front().worst.special);
  EXPECT_EQ(verdict.outputs.front().worst.got, 1);
  EXPECT_EQ(of_identity("nan", kNan).status, Status::kPass);
  EXPECT_EQ(of_identity("inf", kInfinity).status, Status::kPass);
  EXPECT_EQ(of_identity("inf", -kInfinity).status, Status::kFail);
  EXPECT_EQ(of_identity("1", kNan).status, Status::kFail);
}

}  // namespace
}  // namespace normaudit::verdict
