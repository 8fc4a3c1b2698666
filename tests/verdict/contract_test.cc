// What a contract says changes the bound: the folded form, float64 sums and the format of the
// operations are each told from their neighbours.
#include "core/contract.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "verdict/forward.h"
#include "verdict/judge.h"
#include "verdict/output_bound.h"

namespace normaudit::verdict {
namespace {

Status status_of(const std::string& backend, const Problem& problem,
                 const NumericContract& contract, Role role) {
  const Tensors inputs = make_inputs(problem);
  const Run run = run_backend(find_backend(backend), problem, inputs);
  for (const OutputVerdict& output : judge(problem, inputs, run.outputs, contract).outputs) {
    if (output.role == role) return output.status;
  }
  throw std::invalid_argument("not judged");
}

const NumericContract& contract_of(const std::string& backend) {
  return *find_backend(backend).contract;
}

TEST(FoldedContract, IsToldFromTheCentredOneAtAHugeMean) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=4,1 affine=- x=1000000.25,1000001.5,999999.25,1000000.75 "
      "running_mean=1000000.5 running_var=1.75");
  EXPECT_EQ(status_of("folded", problem, contract_of("folded"), Role::kY), Status::kPass);
  EXPECT_EQ(status_of("folded", problem, contract_of("two_pass"), Role::kY), Status::kFail);
}

TEST(FoldedContract, GivesTheBiasForAConstantChannelWhoseMeanIsExact) {
  // x*a and mean*a are one number: all that is lost is in bias - mean*a and back.
  const Problem problem = parse_problem(
      "batch_norm forward_training shape=1,1 eps=0x1p-20 x=0x1.8p3 weight=3 affine=w");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  const OutputBound bound({problem, inputs, conditions, contract_of("folded")},
                          {.role = Role::kY, .dtype = Dtype::kFloat32, .sources = {}});
  EXPECT_EQ(bound(0, 0), 0);
  const Problem biased = parse_problem(
      "batch_norm forward_training shape=1,1 eps=0x1p-20 x=0x1.8p3 weight=3 bias=0x1p-30");
  const Tensors with_bias = make_inputs(biased);
  const OutputBound loses({biased, with_bias, conditions, contract_of("folded")},
                          {.role = Role::kY, .dtype = Dtype::kFloat32, .sources = {}});
  // u*|mean*a| = 2^-24 * 12 * 3 * 1024, and no more than that beside smaller terms.
  EXPECT_GE(loses(0, 0x1p-30), 0x1p-24 * 36 * 1024);
  EXPECT_LE(loses(0, 0x1p-30), 0x1p-24 * 36 * 1024 * 1.01);
}

TEST(FoldedContract, CountsBothProductsWhereTheMeanIsNotExact) {
  // x is the exact mean, but the computed mean is another number, and rounds otherwise.
  const Arithmetic a({.dtype = Dtype::kFloat32});
  const double shift = 0x1p-23;
  const Normalizer normalizer{.mean = {1.0, shift}, .invstd = Arithmetic::exact(1)};
  const ForwardElement element{
      .x = 1, .deviation = 0.0, .weight = std::nullopt, .bias = std::nullopt, .y = 0.0};
  EXPECT_GE(folded(a, normalizer, element).value(), shift + 2 * 0x1p-24);
}

TEST(FoldedContract, PromisesNothingWhereXTimesAMayOverflow) {
  const Problem problem = parse_problem(
      "batch_norm inference shape=2,1 eps=0 affine=- x=0x1p+100,0x1.000002p+100 "
      "running_mean=0x1p+100 running_var=0x1p-70");
  EXPECT_EQ(status_of("folded", problem, contract_of("folded"), Role::kY), Status::kVacuous);
  EXPECT_EQ(status_of("two_pass", problem, contract_of("two_pass"), Role::kY), Status::kPass);
}

TEST(PivotedContract, CountsTheRoundingOfXLessThePivotInsteadOfTheMeans) {
  const Arithmetic a({.dtype = Dtype::kFloat32});
  Normalizer normalizer{.mean = {0x1p40, 0.0}, .invstd = Arithmetic::exact(1)};
  const ForwardElement element{
      .x = 0x1p40, .deviation = 1.0, .weight = std::nullopt, .bias = std::nullopt, .y = 1.0};
  const double without = forward(a, normalizer, element).value();
  EXPECT_LT(without, 2.01 * 0x1p-24);
  normalizer.pivot_offset = 64.0;
  const double with = forward(a, normalizer, element).value();
  EXPECT_GE(with, without + 65 * 0x1p-24);
  EXPECT_LE(with, without + 65.01 * 0x1p-24);
  normalizer.pivot_offset = 0x1p128;  // x - pivot may overflow
  EXPECT_EQ(forward(a, normalizer, element).value(), kInfinity);
}

TEST(PivotedContract, TakesThePairOnlyWhereTheBatchIsNormalized) {
  const auto bound_of = [](const std::string& pass, Role role,
                           NumericContract::Normalization normalization) {
    const Problem problem = parse_problem(
        "batch_norm " + pass + " shape=4,1 affine=- x=1000000.25,1000001.5,999999.25,1000000.75");
    const Tensors inputs = make_inputs(problem);
    const auto conditions = reference::conditions_of(problem, inputs);
    const NumericContract contract{
        .algorithm = "pivoted_merges", .block = 16, .normalization = normalization};
    return OutputBound({problem, inputs, conditions, contract},
                       {.role = role, .dtype = Dtype::kFloat32, .sources = {}})(0, 0);
  };
  using Normalization = NumericContract::Normalization;
  const auto ratio = [&](const std::string& pass, Role role) {
    return bound_of(pass, role, Normalization::kCentred) /
           bound_of(pass, role, Normalization::kPivoted);
  };
  EXPECT_GT(ratio("forward_training", Role::kY), 2);
  EXPECT_EQ(ratio("forward_training", Role::kSaveMean), 1);
  EXPECT_EQ(ratio("inference", Role::kY), 1);
  EXPECT_EQ(ratio("backward", Role::kDx), 1);
}

// The pivot may be the number farthest from the mean, 1.1875 from it; invstd is 1.2235.
TEST(PivotedContract, AllowsAnyNumberForAPivot) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=4,1 affine=- x=0.25,1.5,-0.75,0.75");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  const auto bound_of = [&](NumericContract::Normalization normalization) {
    const NumericContract contract{.algorithm = "kahan_two_pass", .normalization = normalization};
    return OutputBound({problem, inputs, conditions, contract},
                       {.role = Role::kY, .dtype = Dtype::kFloat32, .sources = {}})(0, 0);
  };
  const double more = bound_of(NumericContract::Normalization::kPivoted) -
                      bound_of(NumericContract::Normalization::kCentred);
  EXPECT_GE(more, 0x1p-24 * (0.1875 + 1.1875) * 1.2);
  EXPECT_LE(more, 0x1p-24 * (0.1875 + 1.1875) * 1.25);
}

// 1023 additions in any order, 15 + 10 in a tree of ten merges over leaves of 16.
TEST(Merges, BoundTheSumsOfBackwardOfAnyAlgorithm) {
  const Problem problem = parse_problem("batch_norm backward shape=1024,1 seed=3");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  const auto bound_of = [&](const NumericContract& contract, Role role) {
    return OutputBound({problem, inputs, conditions, contract},
                       {.role = role, .dtype = Dtype::kFloat32, .sources = {}})(0, 0);
  };
  for (Role role : {Role::kDbias, Role::kDweight}) {
    const NumericContract any{.algorithm = "one_pass"};
    const NumericContract tree{
        .algorithm = "one_pass", .block = 16, .merges = 9, .numbers_per_merge = 1024};
    EXPECT_LT(bound_of(tree, role), bound_of(any, role)) << to_string(role);
    if (role != Role::kDbias) continue;
    const double ratio = bound_of(any, role) / bound_of(tree, role);
    EXPECT_GE(ratio, 1023.0 / 25 * (1 - 0x1p-10));
    EXPECT_LE(ratio, 1023.0 / 25 * (1 + 0x1p-10));
  }
}

TEST(WideSums, AreToldFromSumsInTheDatasFormat) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=5000,2 hazard=same_sign seed=1");
  const NumericContract& wide = contract_of("two_pass_wide_sums");
  EXPECT_EQ(status_of("two_pass_wide_sums", problem, wide, Role::kSaveMean), Status::kPass);
  EXPECT_EQ(status_of("two_pass", problem, wide, Role::kSaveMean), Status::kFail);
}

TEST(Operations, HappenInTheWidestFormatAndAtLeastFloat32) {
  Problem problem;
  const NumericContract wide;
  NumericContract own;
  own.operations = NumericContract::Operations::kOutputFormat;
  for (Dtype dtype : kDtypes) EXPECT_EQ(operation_format(problem, own, dtype), dtype);
  EXPECT_EQ(operation_format(problem, wide, Dtype::kFloat16), Dtype::kFloat32);
  EXPECT_EQ(operation_format(problem, wide, Dtype::kFloat64), Dtype::kFloat64);
  problem.dtype = Dtype::kBfloat16;
  EXPECT_EQ(operation_format(problem, wide, Dtype::kBfloat16), Dtype::kFloat32);
  problem.statistic_dtype = Dtype::kFloat64;
  EXPECT_EQ(operation_format(problem, wide, Dtype::kBfloat16), Dtype::kFloat64);
}

TEST(Operations, InTheOutputsFormatAreBoundedMoreLoosely) {
  // y rounded to float16 after every operation: within the looser contract alone.
  const Problem problem =
      parse_problem("batch_norm forward_training dtype=float16 shape=16,1 seed=3");
  const Tensors inputs = make_inputs(problem);
  const auto conditions = reference::conditions_of(problem, inputs);
  NumericContract contract{.algorithm = "two_pass"};
  const OutputBound::Options options{.role = Role::kY, .dtype = Dtype::kFloat16, .sources = {}};
  const double tight = OutputBound({problem, inputs, conditions, contract}, options)(0, 1);
  contract.operations = NumericContract::Operations::kOutputFormat;
  const double loose = OutputBound({problem, inputs, conditions, contract}, options)(0, 1);
  EXPECT_GE(tight, 0x1p-11);
  EXPECT_LE(tight, 0x1.02p-10);
  EXPECT_GE(loose, 8 * tight);
}

TEST(StoredStatistics, GrowTheErrorsOfBackwardAndMayOverflow) {
  const std::string text = "batch_norm backward shape=8,1 seed=3";
  const auto bound_of = [](const Problem& problem) {
    const Tensors inputs = make_inputs(problem);
    const auto conditions = reference::conditions_of(problem, inputs);
    const NumericContract contract{.algorithm = "two_pass"};
    return OutputBound({problem, inputs, conditions, contract},
                       {.role = Role::kDweight, .dtype = Dtype::kFloat32, .sources = {}})(0, 1);
  };
  const double same = bound_of(parse_problem(text));
  EXPECT_GE(bound_of(parse_problem(text + " statistics=float16")), 100 * same);
  // 1/sqrt(1e-12) is no float16.
  EXPECT_EQ(bound_of(parse_problem(text + " hazard=constant_channel eps=1e-12 "
                                          "statistics=float16")),
            kInfinity);
  EXPECT_LT(bound_of(parse_problem(text + " hazard=constant_channel eps=1e-12 "
                                          "statistics=bfloat16")),
            kInfinity);
}

}  // namespace
}  // namespace normaudit::verdict
