// A case from arrays: dtypes, shapes and places.
#include "audit/case_file.h"

#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "audit/case_array.h"
#include "core/error.h"
#include "files/npy_values.h"

namespace normaudit::audit {
namespace {

using files::make_array;

files::NpyArray floats(std::vector<std::int64_t> shape, std::vector<float> values) {
  return make_array<float>(std::move(shape), values);
}

files::NpyArray doubles(std::vector<std::int64_t> shape, std::vector<double> values) {
  return make_array<double>(std::move(shape), values);
}

// 1.5 and -2 in binary16.
files::NpyArray halves() {
  const std::vector<std::uint16_t> bits{0x3E00, 0xC000};
  files::NpyArray array = make_array<std::uint16_t>({2}, bits);
  array.descr = "<f2";
  return array;
}

CaseFlags pass(const std::string& name) {
  CaseFlags flags;
  flags.pass = name;
  return flags;
}

TEST(Case, KeepsTheDtypeThatArraysOfAKindShare) {
  const Case made = make_case({{"x", floats({1, 2}, {1, 2})},
                               {"weight", doubles({2}, {3, 4})},
                               {"bias", doubles({2}, {5, 6})},
                               {"running_mean", halves()},
                               {"running_var", halves()}},
                              "case.npz", {});

  EXPECT_EQ(made.problem.dtype, Dtype::kFloat32);
  EXPECT_EQ(made.problem.parameter_dtype, Dtype::kFloat64);
  EXPECT_EQ(made.problem.statistic_dtype, Dtype::kFloat16);
  EXPECT_EQ(made.inputs.at(Role::kX).dtype(), Dtype::kFloat32);
  EXPECT_EQ(made.inputs.at(Role::kRunningVar).get(1), -2);
}

TEST(Case, WidensArraysOfAKindThatDiffer) {
  const Case made = make_case({{"x", floats({1, 2}, {0x1p-149F, 2})},
                               {"dy", doubles({1, 2}, {0x1p-1074, 1})},
                               {"weight", halves()}},
                              "case.npz", pass("backward"));

  EXPECT_EQ(made.problem.dtype, Dtype::kFloat64);
  EXPECT_EQ(made.inputs.at(Role::kX).get(0), 0x1p-149);
  EXPECT_EQ(made.inputs.at(Role::kDy).get(0), 0x1p-1074);
  EXPECT_EQ(made.inputs.at(Role::kWeight).get(0), 1.5);
}

TEST(Case, ArraysThatThePassDoesNotReadChangeNothing) {
  const Case made =
      make_case({{"x", floats({1, 2}, {1, 2})}, {"dy", doubles({1, 2}, {1, 2})}}, "case.npz", {});

  EXPECT_EQ(made.problem.dtype, Dtype::kFloat32);
  EXPECT_FALSE(made.inputs.has(Role::kDy));
}

TEST(Case, PutsChannelsLastWhereTheyAre) {
  CaseFlags flags;
  flags.layout = "nhwc";

  const Case made = make_case({{"x", floats({1, 2, 3}, {0, 1, 2, 10, 11, 12})}}, "case.npz", flags);

  EXPECT_EQ(made.problem.shape, (Shape{1, 3, {2}}));
  const Tensor& x = made.inputs.at(Role::kX);
  EXPECT_EQ(x.get(0), 0);
  EXPECT_EQ(x.get(1), 10);
  EXPECT_EQ(x.get(4), 2);
  EXPECT_EQ(file_shape(made.problem, Role::kY), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(file_shape(made.problem, Role::kSaveMean), (std::vector<std::int64_t>{3}));
}

TEST(Case, TracksRunningStatisticsOnlyWhereBothAreThere) {
  EXPECT_FALSE(
      make_case({{"x", floats({1, 2}, {1, 2})}}, "case.npz", {}).problem.track_running_stats);
  EXPECT_TRUE(
      make_case(
          {{"x", floats({1, 2}, {1, 2})}, {"running_mean", halves()}, {"running_var", halves()}},
          "case.npz", {})
          .problem.track_running_stats);
}

TEST(Case, ReadsTheCounterAsAScalarOrAsOneElement) {
  for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{}, {1}}) {
    const std::vector<std::int64_t> count{41};
    const Case made = make_case({{"x", floats({1, 2}, {1, 2})},
                                 {"num_batches_tracked", make_array<std::int64_t>(shape, count)}},
                                "case.npz", {});
    EXPECT_EQ(made.problem.num_batches_tracked, 41);
    EXPECT_EQ(made.inputs.num_batches_tracked, 41);
  }
}

TEST(Case, ReadsEpsAndMomentumCorrectlyRounded) {
  CaseFlags flags;
  flags.eps = "0x1.8p-20";
  flags.momentum = "cumulative";

  const Case made = make_case({{"x", floats({1, 2}, {1, 2})}}, "case.npz", flags);

  EXPECT_EQ(made.problem.eps, 0x1.8p-20);
  EXPECT_FALSE(made.problem.momentum.has_value());
}

TEST(Case, NamesFileAndArrayInItsErrors) {
  try {
    make_case({{"x", floats({1, 2}, {1, 2})}, {"weight", floats({3}, {1, 2, 3})}}, "case.npz", {});
    FAIL() << "a weight of three numbers for two channels was accepted";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "case.npz: array 'weight' has shape (3,) where x asks for (2,)");
  }
}

}  // namespace
}  // namespace normaudit::audit
