// Single terms that overflow where their sum would not show it: a bound must not promise a number
// there, and must promise one just before.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "core/hazard.h"
#include "tests/verdict/every_backend.h"

namespace normaudit::verdict {
namespace {

void judge_all(const std::string& text) {
  SCOPED_TRACE(text);
  const Problem problem = parse_problem("batch_norm " + text);
  int judged = 0;
  judge_every_backend(problem, make_inputs(problem),
                      [&](const Backend&, const OutputVerdict&) { ++judged; });
  EXPECT_GT(judged, 0);
}

// How many elements of one output a backend's contract promises a number for.
std::int64_t promised(const std::string& backend, Role role, const std::string& text) {
  const Problem problem = parse_problem("batch_norm " + text);
  std::int64_t count = -1;
  judge_every_backend(problem, make_inputs(problem),
                      [&](const Backend& judged, const OutputVerdict& output) {
                        if (judged.name != backend || output.role != role) return;
                        count = output.elements - output.unbounded;
                      });
  return count;
}

TEST(Overflow, OfOneProductIsNoFaultWhereSumsAreWider) {
  judge_all(
      "backward shape=4,1 x=0x1p40,-0x1p40,0x1p40,-0x1p40 dy=0x1p100,0x1p100,0x1p100,0x1p100");
  judge_all("backward shape=2,1 x=0x1p63,-0x1p63 dy=0x1p66,0x1p66");
  judge_all(
      "backward_inference shape=2,1 x=0x1p63,-0x1p63 dy=0x1p66,0x1p66 running_mean=0 "
      "running_var=1");
}

TEST(Overflow, OfOneProductEndsThePromiseAndNoSooner) {
  const std::string x = "backward shape=2,1 x=0x1p63,-0x1p63 dy=";
  EXPECT_EQ(promised("two_pass_wide_sums", Role::kDweight, x + "0x1p65,0x1p65"), 0);
  EXPECT_EQ(promised("two_pass_wide_sums", Role::kDweight, x + "0x1.fffp64,0x1.fffp64"), 1);
}

// 4*x^2 is what the square of a difference may be, whatever the pivot and the tree.
TEST(Overflow, OfDifferencesAndSquaresEndsThePromiseOfMerges) {
  const std::string two = "forward_training shape=2,1 affine=- x=";
  for (const std::string backend : {"pivoted_lanes", "welford_lanes"}) {
    for (const char* x : {"0x1.ffp62,-0x1.ffp62", "0x1p64,-0x1p64", "0x1.8p127,-0x1.8p127"}) {
      judge_all(two + x);
    }
    EXPECT_EQ(promised(backend, Role::kSaveVar, two + "0x1.ffp62,-0x1.ffp62"), 1) << backend;
    EXPECT_EQ(promised(backend, Role::kSaveVar, two + "0x1p64,-0x1p64"), 0) << backend;
    EXPECT_EQ(promised(backend, Role::kSaveMean, two + "0x1.8p127,-0x1.8p127"), 0) << backend;
    EXPECT_EQ(promised(backend, Role::kY, two + "0x1.8p127,-0x1.8p127"), 0) << backend;
  }
}

TEST(Overflow, OfOneDifferenceIsNoFaultHoweverSmallTheGradient) {
  judge_all(
      "backward_inference shape=2,1 x=-0x1.ccf64ep127,0x1.6f0ec4p124 dy=0x1.8p-148,0x1.8p-148 "
      "eps=1 running_mean=0x1.f1d504p124 running_var=0x1.019264p3 weight=0x1.932c5cp1");
}

TEST(Overflow, OfOneDifferenceEndsThePromiseAndNoSooner) {
  const std::string end = " dy=0x1p-100,0x1p-100 running_mean=0x1p127 running_var=1";
  const auto dweight = [&](const std::string& x) {
    return promised("pairwise_two_pass", Role::kDweight,
                    "backward_inference shape=2,1 x=" + x + end);
  };
  EXPECT_EQ(dweight("-0x1p127,0x1p127"), 0);
  EXPECT_EQ(dweight("-0x1.fffp126,0x1p127"), 1);
  EXPECT_EQ(dweight("0x1.fffp127,0x1p127"), 1);  // beside the mean nothing is large
}

TEST(Overflow, OfASquareCountsTheErrorOfTheMean) {
  judge_all("forward_training shape=2,1 x=0x1p87,0x1.000002p87");
  judge_all("backward shape=2,1 x=0x1p87,0x1.000002p87");
}

// The exact dot is an infinity of the first x; the others overflow the other way.
TEST(Overflow, OfAFiniteTermMayLoseTheInfinityOfAnother) {
  judge_all("backward_inference shape=2,1 x=inf,-0x1p63 dy=1,0x1p66 running_mean=0 running_var=1");
  judge_all(
      "backward_inference shape=2,1 x=inf,-0x1.8p127 dy=1,0x1p-100 running_mean=0x1.8p127 "
      "running_var=1");
  judge_all(
      "backward_inference dtype=float64 parameters=float64 statistics=float64 shape=2,1 "
      "x=inf,-0x1.8p1023 dy=1,0x1p-100 running_mean=0x1.8p1023 running_var=1");
}

TEST(Overflow, OfNoTermKeepsTheInfinityOfAnother) {
  const Problem problem = parse_problem(
      "batch_norm backward_inference shape=2,1 x=inf,-0x1p63 dy=1,0x1p62 running_mean=0 "
      "running_var=1");
  const Tensors inputs = make_inputs(problem);
  for (const char* name : {"two_pass", "two_pass_wide_sums"}) {
    Tensors got = run_backend(find_backend(name), problem, inputs).outputs;
    const NumericContract& contract = *find_backend(name).contract;
    EXPECT_NE(judge(problem, inputs, got, contract).status, Status::kFail);
    got.at(Role::kDweight).set(0, std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(judge(problem, inputs, got, contract).status, Status::kFail);
  }
}

}  // namespace
}  // namespace normaudit::verdict
