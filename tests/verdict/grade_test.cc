// The ladder: each rung is given to what belongs on it and to nothing above.
#include "verdict/grade.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/backend.h"
#include "core/error.h"
#include "core/hazard.h"
#include "core/run.h"
#include "reference/oracle.h"

namespace normaudit::verdict {
namespace {

Problem problem_of(const char* text) { return parse_problem(text); }

// y rounded to nearest and then moved by `steps` representable numbers.
Tensors moved(const Problem& problem, const Tensors& inputs, std::int64_t steps) {
  const reference::Oracle oracle(problem, inputs);
  Tensor y = make_array(problem, Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t nearest = ordinal(y.dtype(), oracle.rounded(Role::kY, i, y.dtype()));
    y.set_bits(i, from_ordinal(y.dtype(), nearest + steps));
  }
  Tensors outputs;
  outputs.arrays.emplace(Role::kY, std::move(y));
  return outputs;
}

// y rounded to the neighbour on the other side of the exact value.
Tensors faithful_only(const Problem& problem, const Tensors& inputs) {
  const reference::Oracle oracle(problem, inputs);
  Tensor y = make_array(problem, Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const Bits nearest = oracle.rounded(Role::kY, i, y.dtype());
    const int side = oracle.compare(Role::kY, i, widen(y.dtype(), nearest));
    y.set_bits(i, from_ordinal(y.dtype(), ordinal(y.dtype(), nearest) + side));
  }
  Tensors outputs;
  outputs.arrays.emplace(Role::kY, std::move(y));
  return outputs;
}

std::string grade_of_y(const Problem& problem, const Tensors& inputs, const Tensors& got) {
  return grade(problem, inputs, got).front().grade;
}

class Ladder : public testing::TestWithParam<const char*> {};

TEST_P(Ladder, TellsCorrectRoundingFromFaithfulFromFarther) {
  const Problem problem =
      problem_of((std::string("batch_norm inference shape=64,2 seed=3") + GetParam()).c_str());
  const Tensors inputs = make_inputs(problem);
  EXPECT_EQ(grade_of_y(problem, inputs, moved(problem, inputs, 0)), "correctly_rounded");
  EXPECT_EQ(grade_of_y(problem, inputs, faithful_only(problem, inputs)), "faithful");
  const normaudit::Run run = run_backend(find_backend("two_pass"), problem, inputs);
  EXPECT_EQ(grade_of_y(problem, inputs, run.outputs), "elementwise");
  EXPECT_EQ(grade_of_y(problem, inputs, moved(problem, inputs, 1 << 20)), "wrong");
}

INSTANTIATE_TEST_SUITE_P(Formats, Ladder,
                         testing::Values("",
                                         " dtype=float64 parameters=float64 statistics=float64"));

// Grade of save_var, where the algorithm classes part.
std::string grade_of_variance(const char* backend, const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  const normaudit::Run run = run_backend(find_backend(backend), problem, inputs);
  for (const OutputGrade& output : grade(problem, inputs, run.outputs)) {
    if (output.role == Role::kSaveVar) return output.grade;
  }
  return "";
}

TEST(Grade, SeparatesTheAlgorithmClassesAtAHugeMean) {
  const Problem problem =
      problem_of("batch_norm forward_training shape=1000,4 hazard=huge_mean seed=1");
  EXPECT_FALSE(worse(grade_of_variance("two_pass", problem), "two_pass"));
  EXPECT_EQ(grade_of_variance("one_pass", problem), "one_pass");
  EXPECT_FALSE(worse(grade_of_variance("welford", problem), "welford"));
}

TEST(Grade, OrdersTheLadder) {
  EXPECT_EQ(grades(), (std::vector<std::string>{"correctly_rounded", "faithful", "elementwise",
                                                "kahan_two_pass", "pairwise_two_pass", "two_pass",
                                                "welford", "one_pass", "wrong"}));
  EXPECT_TRUE(worse("wrong", "one_pass"));
  EXPECT_TRUE(worse("faithful", "correctly_rounded"));
  EXPECT_TRUE(worse("vacuous", "wrong"));
  EXPECT_FALSE(worse("one_pass", "vacuous"));
  EXPECT_THROW(parse_grade("vacuous"), InputError);
  EXPECT_FALSE(worse("two_pass", "two_pass"));
  EXPECT_EQ(parse_grade("welford"), "welford");
  EXPECT_THROW(parse_grade("good"), InputError);
}

TEST(Grade, ByCorrectRoundingPassesWhereTheTightestClassPromisesNothing) {
  // fl(65536) is infinite in float16.
  const Problem problem = problem_of(
      "batch_norm forward_training shape=65536,1 dtype=float16 parameters=float16 "
      "statistics=float16 seed=3");
  const Tensors inputs = make_inputs(problem);
  const reference::Oracle oracle(problem, inputs);
  Tensors got;
  Tensor mean = make_array(problem, Role::kSaveMean);
  mean.set_bits(0, oracle.rounded(Role::kSaveMean, 0, mean.dtype()));
  got.arrays.emplace(Role::kSaveMean, std::move(mean));
  const OutputGrade graded = grade(problem, inputs, got).front();
  EXPECT_EQ(graded.grade, "correctly_rounded");
  EXPECT_EQ(graded.verdict.unbounded, 1);
  EXPECT_EQ(graded.verdict.status, Status::kPass);
  EXPECT_EQ(graded.verdict.reason, "");
  EXPECT_FALSE(worse(graded.grade, "correctly_rounded"));
}

// mean near 1e6 and eps 0: no class but two_pass promises a digit of the variance.
OutputGrade grade_of_constant_y(double value) {
  const Problem problem = problem_of(
      "batch_norm forward_training shape=4,1 eps=0 x=1000000,1000001,1000000,1000001 affine=- "
      "track_running_stats=0");
  Tensors got;
  got.arrays.emplace(Role::kY, make_array(problem, Role::kY));
  got.at(Role::kY).fill(value);
  return grade(problem, make_inputs(problem), got).front();
}

TEST(Grade, IsWrongForNanWhereTheExactValueIsANumber) {
  for (double value : {std::nan(""), static_cast<double>(INFINITY)}) {
    const OutputGrade graded = grade_of_constant_y(value);
    EXPECT_EQ(graded.grade, "wrong");
    EXPECT_EQ(graded.verdict.status, Status::kFail);
    EXPECT_EQ(graded.verdict.lost, 4);
    EXPECT_NE(graded.verdict.reason, "");
  }
}

TEST(Grade, IsVacuousWhereNoKeptClassSaysAnything) {
  const OutputGrade graded = grade_of_constant_y(50);
  EXPECT_EQ(graded.grade, "vacuous");
  EXPECT_EQ(graded.verdict.status, Status::kVacuous);
}

TEST(Grade, IsVacuousWithoutElements) {
  const Problem problem = problem_of("batch_norm inference shape=0,2");
  Tensors got;
  got.arrays.emplace(Role::kY, make_array(problem, Role::kY));
  EXPECT_EQ(grade(problem, make_inputs(problem), got).front().grade, "vacuous");
}

TEST(Grade, WithNanOnlyWhereTheAnswerIsNan) {
  const Problem problem = problem_of("batch_norm inference shape=2,1 x=nan,1 seed=3");
  const Tensors inputs = make_inputs(problem);
  Tensors got = moved(problem_of("batch_norm inference shape=2,1 x=0,1 seed=3"),
                      make_inputs(problem_of("batch_norm inference shape=2,1 x=0,1 seed=3")), 0);
  EXPECT_EQ(grade_of_y(problem, inputs, got), "wrong");
  got.at(Role::kY).set(0, std::nan(""));
  EXPECT_EQ(grade_of_y(problem, inputs, got), "correctly_rounded");
}

}  // namespace
}  // namespace normaudit::verdict
