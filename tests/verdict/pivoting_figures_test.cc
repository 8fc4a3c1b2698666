// What the bound of pivoted_one_pass is worth: no part of it grows with the size of the mean,
// leaves that all lose come near it, and models with one thing wrong exceed it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/run.h"
#include "tests/verdict/every_backend.h"
#include "tests/verdict/pivoting_backends.h"
#include "verdict/judge.h"
#include "verdict/output_bound.h"
#include "verdict/truth.h"

namespace normaudit::verdict {
namespace {

OutputVerdict verdict_of(const Backend& backend, const Problem& problem, const Tensors& inputs,
                         Role role) {
  const normaudit::Run run = run_backend(backend, problem, inputs);
  for (const OutputVerdict& output :
       judge(problem, inputs, run.outputs, *backend.contract).outputs) {
    if (output.role == role) return output;
  }
  throw std::invalid_argument("not judged");
}

using Numbers = std::vector<double>;

// Weight 1 and bias 0: y is in standard deviations. dy is as drawn.
Tensors inputs_with(const Problem& problem, const Numbers& numbers) {
  Tensors inputs = make_inputs(problem);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    inputs.at(Role::kX).set(static_cast<std::int64_t>(i), numbers[i]);
  }
  inputs.at(Role::kWeight).set(0, 1);
  if (Tensor* bias = inputs.find(Role::kBias)) bias->set(0, 0);
  return inputs;
}

Problem one_channel(Pass pass, Dtype dtype, const Numbers& numbers) {
  Problem problem;
  problem.pass = pass;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
  problem.shape = {static_cast<std::int64_t>(numbers.size()), 1, {}};
  problem.seed = 7;
  return problem;
}

// About `mean` with standard deviation 1, on a grid that float32 keeps up to means of 2^20.
Numbers about(double mean, std::size_t n) {
  Philox words({n, 6});
  Numbers numbers(n);
  for (double& number : numbers) number = mean + std::round(8 * standard_normal(words)) / 8;
  return numbers;
}

// The first is far from the others, which are two values: each kind of rounding is the same for
// half of them.
Numbers beside_an_outlier(double outlier, std::size_t n) {
  Numbers numbers(n);
  for (std::size_t i = 0; i < n; ++i) numbers[i] = i % 2 == 0 ? 0.7 : -0.9;
  numbers.front() = outlier;
  return numbers;
}

struct Seen {
  double error = 0;
  double bound = 0;  ///< the largest of any element
};

Seen seen_in(const OutputBound& bound, const Truth& truth, const Tensor& got) {
  Seen seen;
  for (std::int64_t i = 0; i < got.count(); ++i) {
    const double exact = truth.high(bound.role(), i);
    seen.error = std::fmax(seen.error, std::fabs(got.get(i) - exact));
    seen.bound = std::fmax(seen.bound, bound(i, exact));
  }
  return seen;
}

// Where no stored mean is farther off than a part of sigma no bound but save_mean's has digits of
// the mean in it: 1/16 of sigma above 2^20.
TEST(PivotedOnePassFigures, DoNotGrowWithTheMean) {
  const Backend model = pivoting_backend("model", {.lanes = 16, .slices = 2});
  for (std::size_t n : {std::size_t{1000}, std::size_t{20000}}) {
    std::map<Role, double> at_zero;
    for (double mean : {0.0, 1e3, 0x1p20}) {
      const Numbers numbers = about(mean, n);
      for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
        const Problem problem = one_channel(pass, Dtype::kFloat32, numbers);
        const Tensors inputs = inputs_with(problem, numbers);
        const Truth truth(problem, inputs);
        const auto conditions = reference::conditions_of(problem, inputs);
        const normaudit::Run run = run_backend(model, problem, inputs);
        for (const auto& [role, got] : run.outputs.arrays) {
          const OutputBound bound({problem, inputs, conditions, *model.contract},
                                  {.role = role, .dtype = got.dtype(), .sources = {}});
          const Seen seen = seen_in(bound, truth, got);
          std::printf("n %-6zu mean %-8.3g %-12s error %.2e bound %.2e ratio %.4f\n", n, mean,
                      std::string(to_string(role)).c_str(), seen.error, seen.bound,
                      seen.error / seen.bound);
          EXPECT_LE(seen.error, seen.bound);
          if (mean == 0) at_zero[role] = seen.bound;
          if (role == Role::kSaveMean || role == Role::kRunningMean) continue;
          EXPECT_LE(seen.bound, at_zero[role] * (1 + 0x1p-3)) << to_string(role);
        }
      }
    }
  }
}

// What a leaf of 16 loses, always downwards, in units of its sum.
double lost_by(const std::vector<float>& leaf) {
  double exact = 0;
  for (float value : leaf) exact += static_cast<double>(value);
  const Pivoting model{.lanes = 2};
  return (exact - sum_of(model, leaf)) / exact;
}

// A pivot of 0 and leaves that all lose the most that 20000 steps uphill find, 3.8 standard
// deviations off.
TEST(PivotedOnePassFigures, ComeNearTheMeansBoundWhereEveryLeafLoses) {
  Philox words({1, 9});
  std::vector<float> leaf(2 * kRows);
  for (std::size_t i = 0; i < leaf.size(); ++i) leaf[i] = i % 2 == 0 ? 0.74F : 1.27F;
  double most = lost_by(leaf);
  for (int step = 0; step < 20000; ++step) {
    std::vector<float> next = leaf;
    float& value = next[uniform_below(words, next.size())];
    value += 0x1p-23F * (static_cast<float>(uniform_below(words, 65)) - 32);
    const double lost = lost_by(next);
    if (lost < most) continue;
    leaf = next;
    most = lost;
  }
  Numbers numbers;
  for (int i = 0; i < 64; ++i) {
    for (std::size_t k = 0; k < leaf.size(); ++k) {
      // Rows of two lanes: a leaf is sixteen consecutive numbers.
      numbers.push_back(static_cast<double>(leaf[k]));
    }
  }
  numbers.front() = 0;
  const Problem problem = one_channel(Pass::kForwardTraining, Dtype::kFloat32, numbers);
  const Backend model = pivoting_backend("model", {.lanes = 2, .pivot = Pivot::kFirst});
  const OutputVerdict mean =
      verdict_of(model, problem, inputs_with(problem, numbers), Role::kSaveMean);
  std::printf("a leaf loses %.3g u, ratio %.3f\n", most * 0x1p24, mean.worst.over_bound);
  EXPECT_EQ(mean.status, Status::kPass);
  EXPECT_GT(mean.worst.over_bound, kLoose);
}

struct Wrong {
  const char* name;
  Pivoting model;
  Pass pass;
  Role role;
  Numbers numbers;
  std::vector<Dtype> dtypes;
};

// Each is wrong in one place; the same model without it keeps the bound.
TEST(PivotedOnePassWrong, ExceedsTheBound) {
  constexpr std::size_t n = 100000;
  const std::vector<Dtype> both{Dtype::kFloat32, Dtype::kFloat64};
  const std::vector<Dtype> single{Dtype::kFloat32};
  const Numbers far = beside_an_outlier(12345.7, n);
  const Numbers equal_squares = beside_an_outlier(0.7, n);
  const Numbers large = about(0x1p20 + 0.0625, 1000);
  const Numbers larger = about(0x1p49 + 0.0625, 1000);
  using enum Slip;
  const Wrong cases[] = {
      {"never repeats",
       {.pivot = Pivot::kFirst, .slip = kNeverRepeats},
       Pass::kForwardTraining,
       Role::kSaveVar,
       far,
       both},
      {"repeats below 1/2^20",
       {.pivot = Pivot::kFirst, .slip = kRepeatsTooLate},
       Pass::kForwardTraining,
       Role::kSaveVar,
       far,
       both},
      {"low missing", {.slip = kLowMissing}, Pass::kForwardTraining, Role::kY, large, single},
      {"low missing",
       {.slip = kLowMissing},
       Pass::kForwardTraining,
       Role::kY,
       larger,
       {Dtype::kFloat64}},
      {"not recentred, dweight",
       {.slip = kNotRecentred},
       Pass::kBackward,
       Role::kDweight,
       large,
       single},
      {"not recentred, dx", {.slip = kNotRecentred}, Pass::kBackward, Role::kDx, large, single},
      {"not recentred, dweight",
       {.slip = kNotRecentred},
       Pass::kBackward,
       Role::kDweight,
       larger,
       {Dtype::kFloat64}},
      {"squares in sequence",
       {.slip = kSquaresInSequence},
       Pass::kForwardTraining,
       Role::kSaveVar,
       equal_squares,
       both},
      {"leaves not widened",
       {.lanes = 2, .slip = kLeavesNotWidened},
       Pass::kForwardTraining,
       Role::kSaveVar,
       equal_squares,
       single},
      {"leaves not widened, dy",
       {.lanes = 2, .slip = kLeavesNotWidened},
       Pass::kBackward,
       Role::kDbias,
       equal_squares,
       single},
  };
  for (const Wrong& wrong : cases) {
    for (Dtype dtype : wrong.dtypes) {
      const Problem problem = one_channel(wrong.pass, dtype, wrong.numbers);
      Tensors inputs = inputs_with(problem, wrong.numbers);
      Tensor* dy = inputs.find(Role::kDy);
      for (std::int64_t i = 0; dy != nullptr && i < dy->count(); ++i) {
        dy->set(i, 1.1 + 0x1p-4 * dy->get(i));
      }
      Pivoting right = wrong.model;
      right.slip = kNone;
      const OutputVerdict good =
          verdict_of(pivoting_backend("right", right), problem, inputs, wrong.role);
      const OutputVerdict bad =
          verdict_of(pivoting_backend("wrong", wrong.model), problem, inputs, wrong.role);
      std::printf("%-24s %-8s error/bound %.3g, without it %.3g\n", wrong.name,
                  std::string(to_string(dtype)).c_str(), bad.worst.over_bound,
                  good.worst.over_bound);
      EXPECT_EQ(good.status, Status::kPass) << wrong.name;
      EXPECT_EQ(bad.status, Status::kFail) << wrong.name;
    }
  }
}

}  // namespace
}  // namespace normaudit::verdict
