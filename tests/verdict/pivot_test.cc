// What the pivot is for, and what the bound of the classes that merge means says of it: no digit is
// lost to the size of the mean, and a merge with one thing wrong exceeds the bound.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/run.h"
#include "tests/verdict/every_backend.h"
#include "tests/verdict/merging_backends.h"
#include "verdict/output_bound.h"

namespace normaudit::verdict {
namespace {

using Numbers = std::vector<double>;

// As many lanes as a few blocks have threads.
constexpr Merging kLanes{.shape = Shape::kLanes, .lanes = 1024};

Problem one_channel(Dtype dtype, std::int64_t n) {
  Problem problem;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
  problem.shape = {n, 1, {}};
  return problem;
}

// Weight 1 and bias 0: y is the normalized number, in standard deviations.
Tensors inputs_of(const Problem& problem, const Numbers& numbers) {
  Tensors inputs = make_inputs(problem);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    inputs.at(Role::kX).set(static_cast<std::int64_t>(i), numbers[i]);
  }
  inputs.at(Role::kWeight).set(0, 1);
  inputs.at(Role::kBias).set(0, 0);
  return inputs;
}

// About `mean` with standard deviation 1, on a grid that float32 keeps up to means of 2^20.
Numbers about(double mean, std::int64_t n) {
  Philox words({static_cast<std::uint64_t>(n), 6});
  Numbers numbers(static_cast<std::size_t>(n));
  for (double& number : numbers) number = mean + std::round(8 * standard_normal(words)) / 8;
  return numbers;
}

struct Worst {
  double error = 0;
  double bound = 0;             ///< the largest of any element
  double tightest = kInfinity;  ///< the least
  double ratio = 0;
};

Worst worst_of(const Backend& backend, const Problem& problem, const Numbers& numbers, Role role) {
  const Tensors inputs = inputs_of(problem, numbers);
  const Truth truth(problem, inputs);
  const auto conditions = reference::conditions_of(problem, inputs);
  const Run run = run_backend(backend, problem, inputs);
  const Tensor& got = run.outputs.at(role);
  const OutputBound bound({problem, inputs, conditions, *backend.contract},
                          {.role = role, .dtype = got.dtype(), .sources = {}});
  Worst worst;
  for (std::int64_t i = 0; i < got.count(); ++i) {
    const double exact = truth.high(role, i);
    const double error = std::fabs(got.get(i) - exact);
    const double allowed = bound(i, exact);
    worst.error = std::fmax(worst.error, error);
    worst.bound = std::fmax(worst.bound, allowed);
    worst.tightest = std::fmin(worst.tightest, allowed);
    worst.ratio = std::fmax(worst.ratio, error / allowed);
  }
  return worst;
}

TEST(Pivot, KeepsTheSizeOfTheMeanOutOfY) {
  for (std::int64_t n : {std::int64_t{1000}, std::int64_t{20000}, std::int64_t{200000}}) {
    const Problem problem = one_channel(Dtype::kFloat32, n);
    const Backend model = merging_backend<kLanes>("model", contract_of(kLanes, n));
    double at_zero = 0;
    for (double mean : {0.0, 1e3, 0x1p20}) {
      if (n > 20000 && mean != 1e3) continue;
      for (Role role : {Role::kY, Role::kSaveVar, Role::kSaveMean}) {
        const Worst worst = worst_of(model, problem, about(mean, n), role);
        std::printf("n %-6lld mean %-8.3g %-9s error %.2e bound %.2e to %.2e ratio %.4f\n",
                    static_cast<long long>(n), mean, std::string(to_string(role)).c_str(),
                    worst.error, worst.tightest, worst.bound, worst.ratio);
        EXPECT_LE(worst.ratio, 1);
        if (role != Role::kY) continue;
        if (mean == 0) at_zero = worst.bound;
        if (at_zero > 0) {
          EXPECT_LE(worst.bound, at_zero * (1 + 0x1p-20));
        }
        // A level costs one unit of the numbers' size about the pivot, 5 standard deviations at
        // most, and again as much through invstd for each of the 5 of x.
        const auto depth = static_cast<double>(depth_of(kLanes, n));
        EXPECT_LE(worst.bound, 0x1p-24 * 5 * 6 * (depth + 15));
      }
    }
  }
}

// The leaf of 16 equal numbers near 1.25 whose merge with `all` loses most, always downwards.
float most_lost(const Part<float>& all) {
  double most = -1;
  float best = 0;
  for (int k = -200; k <= 200; ++k) {
    const float value = 1.25F + 0x1p-22F * static_cast<float>(k);
    const Part<float> next = merged(Flaw::kNone, all, Part<float>{16, value, 0});
    const double weight = double{16.0F / static_cast<float>(next.count)};
    const double mean{all.mean};
    const double lost = mean + (double{value} - mean) * weight - double{next.mean};
    if (lost > most) {
      most = lost;
      best = value;
    }
  }
  return best;
}

// A pivot of 0, which three of its five samples are, far from the other numbers: every merge of
// their means rounds the same way, by nearly half an ulp.
TEST(Pivot, FarFromTheMeanLosesHalfAnUlpAMerge) {
  constexpr Merging kChain{.shape = Shape::kChain};
  constexpr std::int64_t n = 3200;
  Numbers numbers(n);
  Part<float> all;
  for (std::int64_t first = 0; first < n; first += 16) {
    const float value = first == 0 ? 1.25F : most_lost(all);
    std::vector<float> leaf(16, value);
    for (std::int64_t i = 0; i < 16; ++i) {
      const bool sampled = (first + i) % ((n - 1) / 4) == 0 && first < n / 2 + 16;
      if (sampled) leaf[static_cast<std::size_t>(i)] = 0;
      numbers[static_cast<std::size_t>(first + i)] = leaf[static_cast<std::size_t>(i)];
    }
    const Part<float> part = leaf_of(kChain, leaf.data(), 16);
    all = first == 0 ? part : merged(Flaw::kNone, all, part);
  }
  const Problem problem = one_channel(Dtype::kFloat32, n);
  const Backend model = merging_backend<kChain>("model", contract_of(kChain, n));
  const Worst worst = worst_of(model, problem, numbers, Role::kSaveMean);
  std::printf("chain of %lld: ratio %.3f\n", static_cast<long long>(n / 16), worst.ratio);
  EXPECT_LE(worst.ratio, 1);
  EXPECT_GT(worst.ratio, kLoose);
}

// Number i is a times the ones in i's binary digits, so that two parts differ by a on all 16
// levels, and a^2 is rounded to 0: a quarter of the smallest number is lost a level.
template <Merging kMerging>
void expect_loss_of_squares() {
  constexpr std::int64_t n = 1 << 16;
  Numbers numbers(n);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 0x1.ffp-76 * std::popcount(i);
  const Backend model = merging_backend<kMerging>("model", contract_of(kMerging, n));
  const Worst worst = worst_of(model, one_channel(Dtype::kFloat32, n), numbers, Role::kSaveVar);
  std::printf("%s: ratio %.3f\n", model.contract->algorithm.c_str(), worst.ratio);
  EXPECT_GT(worst.error, 3 * 0x1p-150);
  EXPECT_LE(worst.ratio, 1);
}

TEST(Pivot, KeepsNoSquareOfADifferenceThatUnderflows) {
  expect_loss_of_squares<Merging{.shape = Shape::kBalanced, .block = 1}>();
  expect_loss_of_squares<Merging{
      .shape = Shape::kLanes, .block = 1, .lanes = 1 << 16, .welford = true}>();
}

// One thing wrong in the model, and the output that first shows it.
struct Wrong {
  const char* name;
  Backend backend;
  Role role;
  double mean;
};

template <Flaw kFlaw>
Backend flawed(std::int64_t n) {
  constexpr Merging kWrong{.shape = Shape::kLanes, .lanes = 32, .flaw = kFlaw};
  return merging_backend<kWrong>("flawed", contract_of(kWrong, n));
}

template <Flaw kFlaw>
Backend flawed_welford(std::int64_t n) {
  constexpr Merging kWrong{.shape = Shape::kLanes, .block = 1, .welford = true, .flaw = kFlaw};
  return merging_backend<kWrong>("flawed", contract_of(kWrong, n));
}

class WrongMerge : public testing::TestWithParam<Dtype> {};

TEST_P(WrongMerge, ExceedsTheBound) {
  constexpr std::int64_t n = 1000;  // the last leaf has 8 numbers
  const Problem problem = one_channel(GetParam(), n);
  const Wrong cases[] = {
      {"weight of the first part", flawed<Flaw::kWeightOfFirst>(n), Role::kSaveMean, 3},
      {"cross term missing", flawed<Flaw::kCrossTermMissing>(n), Role::kSaveVar, 3},
      {"mean of one number", flawed<Flaw::kMeanOfOneNumber>(n), Role::kY, 30000.3},
      {"count of a full leaf", flawed<Flaw::kCountOfFullLeaf>(n), Role::kSaveMean, 3},
      {"squares about the pivot", flawed<Flaw::kSquaresAboutPivot>(n), Role::kSaveVar, 3},
      {"welford, weight", flawed_welford<Flaw::kWeightOfFirst>(n), Role::kSaveMean, 3},
      {"welford, cross term", flawed_welford<Flaw::kCrossTermMissing>(n), Role::kSaveVar, 3},
  };
  for (const Wrong& wrong : cases) {
    const Backend right = wrong.backend.contract->algorithm == "welford_merges"
                              ? flawed_welford<Flaw::kNone>(n)
                              : flawed<Flaw::kNone>(n);
    EXPECT_LE(worst_of(right, problem, about(wrong.mean, n), wrong.role).ratio, 1) << wrong.name;
    const double ratio = worst_of(wrong.backend, problem, about(wrong.mean, n), wrong.role).ratio;
    std::printf("%-26s error/bound %.3g\n", wrong.name, ratio);
    EXPECT_GT(ratio, 1) << wrong.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, WrongMerge, testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
