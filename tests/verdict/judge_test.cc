// What a verdict says: status, counts, the worst element and its error in every denominator.
#include "verdict/judge.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/backend.h"
#include "core/error.h"
#include "core/hazard.h"
#include "core/run.h"
#include "reference/oracle.h"

namespace normaudit::verdict {
namespace {

const NumericContract kTwoPass{.algorithm = "two_pass"};

Tensors correctly_rounded(const Problem& problem, const Tensors& inputs) {
  const reference::Oracle oracle(problem, inputs);
  Tensors outputs;
  for (Role role : outputs_of(problem)) {
    Tensor array = make_array(problem, role);
    for (std::int64_t i = 0; i < array.count(); ++i) {
      array.set_bits(i, oracle.rounded(role, i, array.dtype()));
    }
    outputs.arrays.emplace(role, std::move(array));
  }
  return outputs;
}

const OutputVerdict& of(const Verdict& verdict, Role role) {
  for (const OutputVerdict& output : verdict.outputs) {
    if (output.role == role) return output;
  }
  throw std::invalid_argument("not judged");
}

TEST(Judge, PassesWhatIsCorrectlyRoundedWithinHalfAnUlp) {
  const Problem problem = parse_problem("batch_norm forward_training shape=16,3,2 seed=4");
  const Tensors inputs = make_inputs(problem);
  const Verdict verdict = judge(problem, inputs, correctly_rounded(problem, inputs), kTwoPass);
  EXPECT_EQ(verdict.status, Status::kPass);
  EXPECT_EQ(verdict.reason, "");
  EXPECT_EQ(verdict.outputs.size(), outputs_of(problem).size());
  for (const OutputVerdict& output : verdict.outputs) {
    EXPECT_EQ(output.failures, 0);
    EXPECT_LE(output.max_ulps, 0.5 * (1 + 0x1p-40));  // errors are rounded up
    EXPECT_LE(output.worst.over_bound, 1);
  }
}

TEST(Judge, MeasuresALossEvenWhereNothingIsPromised) {
  // kappa^2*u exceeds 1, so one_pass may lose every digit of the variance: no y can be wrong.
  const Problem problem = parse_problem(
      "batch_norm forward_training shape=4,1 eps=0 x=65536,65537,65536,65537 affine=- "
      "track_running_stats=0");
  const Tensors inputs = make_inputs(problem);
  Tensors got = correctly_rounded(problem, inputs);
  Tensor& y = got.at(Role::kY);
  ASSERT_EQ(y.get(2), -1);
  y.set(2, 1);
  const Verdict verdict =
      judge(problem, inputs, got, {.algorithm = "one_pass", .variance_never_negative = false});
  const OutputVerdict& output = of(verdict, Role::kY);
  EXPECT_EQ(output.status, Status::kVacuous);
  EXPECT_EQ(output.failures, 0);
  EXPECT_EQ(output.unbounded, 4);
  EXPECT_EQ(output.least_accurate.logical, 2);
  EXPECT_GE(output.least_accurate.error, 2);
  EXPECT_EQ(output.least_accurate.over_bound, 0);
  EXPECT_EQ(output.max_backward_error, output.least_accurate.backward_error);
  EXPECT_GE(output.max_relative_to_largest, 2);
}

TEST(Judge, MeasuresAKnownErrorInEveryDenominator) {
  // mean 5/2, variance 9/4, eps 0: y = 2*(x - 5/2)/(3/2) + 1 is -1 and 3.
  const Problem problem = parse_problem(
      "batch_norm forward_training shape=2,1 eps=0 x=1,4 weight=2 bias=1 track_running_stats=0");
  const Tensors inputs = make_inputs(problem);
  Tensors got = correctly_rounded(problem, inputs);
  Tensor& y = got.at(Role::kY);
  ASSERT_EQ(y.get(0), -1);
  ASSERT_EQ(y.get(1), 3);
  y.set(1, 3 + 0x1p-10);
  const Verdict verdict = judge(problem, inputs, got, kTwoPass);
  const OutputVerdict& output = of(verdict, Role::kY);
  EXPECT_EQ(output.status, Status::kFail);
  EXPECT_EQ(output.failures, 1);
  EXPECT_EQ(output.elements, 2);
  const Element& worst = output.worst;
  EXPECT_EQ(worst.logical, 1);
  EXPECT_EQ(worst.got, 3 + 0x1p-10);
  EXPECT_EQ(worst.exact_hi, 3);
  EXPECT_EQ(worst.exact_lo, 0);
  const auto near = [](double measured, double expected) {
    EXPECT_GE(measured, expected * (1 - 0x1p-40));
    EXPECT_LE(measured, expected * (1 + 0x1p-40));
  };
  near(worst.error, 0x1p-10);
  near(worst.ulps, 0x1p-10 / 0x1p-22);
  near(worst.relative_to_largest, 0x1p-10 / 3);
  // |weight|*invstd*(|x| + |mean|) + |bias| = 2/1.5*(4 + 2.5) + 1.
  near(worst.backward_error, 0x1p-10 / (2 / 1.5 * 6.5 + 1) / 0x1p-24);
  near(worst.over_bound, worst.error / worst.bound);
}

TEST(Judge, IsVacuousWithoutArraysOrElements) {
  const Problem problem = parse_problem("batch_norm inference shape=0,2");
  const Tensors inputs = make_inputs(problem);
  EXPECT_EQ(judge(problem, inputs, Tensors{}, kTwoPass).status, Status::kVacuous);
  Tensors empty;
  empty.arrays.emplace(Role::kY, make_array(problem, Role::kY));
  const Verdict verdict = judge(problem, inputs, empty, kTwoPass);
  EXPECT_EQ(verdict.status, Status::kVacuous);
  EXPECT_EQ(verdict.outputs.front().reason, "no elements");
}

TEST(Judge, CountsUnboundedElementsAndNeverPassesOnThemAlone) {
  // Squares of 2^100 overflow float32, so nothing is promised of the variance.
  const Problem problem = parse_problem(
      "batch_norm forward_training shape=2,1 x=0x1p+100,-0x1p+100 track_running_stats=0");
  const Tensors inputs = make_inputs(problem);
  Tensors got = correctly_rounded(problem, inputs);
  got.at(Role::kY).fill(std::numeric_limits<double>::quiet_NaN());
  const Verdict verdict = judge(problem, inputs, got, kTwoPass);
  const OutputVerdict& y = of(verdict, Role::kY);
  EXPECT_EQ(y.unbounded, 2);
  EXPECT_EQ(y.status, Status::kVacuous);
  EXPECT_NE(y.reason.find("overflow"), std::string::npos);
  EXPECT_EQ(of(verdict, Role::kSaveMean).status, Status::kPass);
}

TEST(Judge, ShowsARightSpecialValueWhereThereIsNothingElse) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=2,1 eps=0 affine=- x=inf,-inf running_mean=0 running_var=1");
  const Tensors inputs = make_inputs(problem);
  Tensors got = correctly_rounded(problem, inputs);
  const OutputVerdict output = of(judge(problem, inputs, got, kTwoPass), Role::kY);
  EXPECT_EQ(output.status, Status::kPass);
  for (const Element& shown : {output.worst, output.least_accurate}) {
    EXPECT_TRUE(shown.special);
    EXPECT_EQ(shown.logical, 0);
    EXPECT_EQ(shown.got, std::numeric_limits<double>::infinity());
    EXPECT_EQ(shown.exact_hi, std::numeric_limits<double>::infinity());
  }
}

TEST(Judge, ShowsAnOrdinaryElementRatherThanARightSpecialOne) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=2,1 eps=0 affine=- x=inf,3 running_mean=0 running_var=1");
  const Tensors inputs = make_inputs(problem);
  const OutputVerdict output =
      of(judge(problem, inputs, correctly_rounded(problem, inputs), kTwoPass), Role::kY);
  EXPECT_EQ(output.worst.logical, 1);
  EXPECT_FALSE(output.worst.special);
  EXPECT_EQ(output.least_accurate.logical, 1);
}

TEST(Judge, MeasuresAWrongSpecialValueAsInfiniteInEveryDenominator) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  const Problem problem = parse_problem("batch_norm inference shape=4,1 seed=4");
  const Tensors inputs = make_inputs(problem);
  Tensors got = correctly_rounded(problem, inputs);
  got.at(Role::kY).fill(std::numeric_limits<double>::quiet_NaN());
  const OutputVerdict output = of(judge(problem, inputs, got, kTwoPass), Role::kY);
  EXPECT_EQ(output.failures, 4);
  EXPECT_EQ(output.worst.logical, 0);
  EXPECT_EQ(output.worst.backward_error, kInf);
  EXPECT_EQ(output.least_accurate.backward_error, kInf);
  EXPECT_EQ(output.max_backward_error, kInf);
  EXPECT_EQ(output.max_ulps, kInf);
  EXPECT_EQ(output.max_relative_to_largest, kInf);
}

TEST(Judge, TakesTheRoundoffFromEachArraysOwnFormat) {
  const Problem problem = parse_problem("batch_norm forward_training shape=16,1 seed=4");
  const Tensors inputs = make_inputs(problem);
  const Tensors in_float32 = correctly_rounded(problem, inputs);
  Tensors in_float64;
  for (const auto& [role, array] : in_float32.arrays) {
    Tensor wide = Tensor::vector(Dtype::kFloat64, array.count());
    for (std::int64_t i = 0; i < array.count(); ++i) wide.set(i, array.get(i));
    in_float64.arrays.emplace(role, std::move(wide));
  }
  EXPECT_EQ(judge(problem, inputs, in_float32, kTwoPass).status, Status::kPass);
  EXPECT_EQ(judge(problem, inputs, in_float64, kTwoPass).status, Status::kFail);
}

TEST(Judge, RefusesAnUnknownContractInOneSentence) {
  const Problem problem = parse_problem("batch_norm inference shape=1,1");
  const Tensors inputs = make_inputs(problem);
  const Tensors got = correctly_rounded(problem, inputs);
  EXPECT_THROW(judge(problem, inputs, got, {.algorithm = "guess"}), InputError);
  const Problem training = parse_problem("batch_norm forward_training shape=1,1");
  const Tensors training_inputs = make_inputs(training);
  EXPECT_THROW(judge(training, training_inputs, correctly_rounded(training, training_inputs),
                     {.algorithm = "elementwise"}),
               InputError);
}

}  // namespace
}  // namespace normaudit::verdict
