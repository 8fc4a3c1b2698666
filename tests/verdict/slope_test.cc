// The figure of Chan, Golub, LeVeque 1983 as numbers: the error of the variance against kappa =
// sqrt(1 + mean^2/variance), in float64, has in log-log the slope 2 for one_pass, 1 for welford,
// and 0, then 2, for two_pass.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/random.h"
#include "core/run.h"
#include "reference/oracle.h"
#include "verdict/predicate.h"

namespace normaudit::verdict {
namespace {

constexpr int kSeeds = 100;
constexpr int kFirstPower = 1;
constexpr int kPowers = 44;  // one channel a power of two; beyond, x has few digits below sigma
constexpr std::int64_t kCount = 64;

// log2 of the relative error of save_var, by seed and channel; a result that is correctly rounded
// counts as one of error u.
using Errors = std::vector<std::array<double, kPowers>>;

// sqrt(2): the numbers of standard_normal are multiples of 2^-21, whose sums would be exact.
constexpr double kScale = 0x1.6a09e667f3bcdp+0;

// Channel k: normal numbers about c*2^k, with c of full length so that no multiple of it is exact,
// and so far from 1 and 2 that no binade ends among the numbers.
Tensors inputs_of_seed(const Problem& problem, int seed) {
  Tensors inputs = make_inputs(problem);
  Tensor& x = inputs.at(Role::kX);
  Philox centres({static_cast<std::uint64_t>(seed), 1962});
  const double centre = 1.25 + 0.5 * uniform_unit(centres);
  for (int k = 0; k < kPowers; ++k) {
    Philox words({static_cast<std::uint64_t>(seed), 1983});  // the same numbers in every channel
    for (std::int64_t i = 0; i < kCount; ++i) {
      x.set(i * kPowers + k, std::ldexp(centre, k + kFirstPower) + kScale * standard_normal(words));
    }
  }
  return inputs;
}

std::vector<Errors> measure(const std::vector<std::string>& backends) {
  Problem problem;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat64;
  problem.shape = {kCount, kPowers, {}};
  std::vector<Errors> result(backends.size(), Errors(kSeeds));
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Tensors inputs = inputs_of_seed(problem, seed);
    const reference::Oracle oracle(problem, inputs);
    for (std::size_t b = 0; b < backends.size(); ++b) {
      const Run run = run_backend(find_backend(backends[b]), problem, inputs);
      for (int k = 0; k < kPowers; ++k) {
        const reference::HiLo exact = oracle.hi_lo(Role::kSaveVar, k);
        const double error =
            error_range(run.outputs.at(Role::kSaveVar).get(k), exact).high / exact.hi;
        result[b][static_cast<std::size_t>(seed)][static_cast<std::size_t>(k)] =
            std::log2(std::max(error, 0x1p-53));
      }
    }
  }
  return result;
}

struct Fit {
  int first = 0;  // channels
  int last = 0;
  double low = 0;  // of the slope's interval
  double slope = 0;
  double high = 0;

  bool contains(double expected) const { return low <= expected && expected <= high; }
};

double mean_error(const Errors& errors, int channel) {
  double sum = 0;
  for (const auto& seed : errors) sum += seed[static_cast<std::size_t>(channel)];
  return sum / kSeeds;
}

// Least squares over the channels first..last, for one seed.
double slope_of(const std::array<double, kPowers>& seed, int first, int last) {
  const double middle = 0.5 * (first + last);
  double products = 0;
  double squares = 0;
  for (int k = first; k <= last; ++k) {
    products += (k - middle) * seed[static_cast<std::size_t>(k)];
    squares += (k - middle) * (k - middle);
  }
  return products / squares;
}

// The slope of the mean is the mean of the slopes, so that a resample of seeds is one of slopes.
Fit fit(const Errors& errors, int first, int last) {
  std::vector<double> slopes;
  for (const auto& seed : errors) slopes.push_back(slope_of(seed, first, last));
  const auto mean_of = [&](const std::function<std::size_t(std::size_t)>& pick) {
    double sum = 0;
    for (std::size_t i = 0; i < slopes.size(); ++i) sum += slopes[pick(i)];
    return sum / static_cast<double>(slopes.size());
  };
  constexpr std::size_t kResamples = 2000;
  Philox words({20261121, 1});
  std::vector<double> means;
  for (std::size_t r = 0; r < kResamples; ++r) {
    means.push_back(mean_of([&](std::size_t) { return uniform_below(words, slopes.size()); }));
  }
  std::sort(means.begin(), means.end());
  return {.first = first,
          .last = last,
          .low = means[kResamples / 200],
          .slope = mean_of([](std::size_t i) { return i; }),
          .high = means[kResamples - 1 - kResamples / 200]};
}

// The channels whose mean error lies between 64 times the floor, the smallest of all, and 0.1.
Fit fit_above_floor(const Errors& errors) {
  std::vector<double> means;
  for (int k = 0; k < kPowers; ++k) means.push_back(mean_error(errors, k));
  const double floor = *std::min_element(means.begin(), means.end()) + 6;
  int first = kPowers - 1;
  while (first > 0 && means[static_cast<std::size_t>(first) - 1] > floor) --first;
  int last = first;
  while (last + 1 < kPowers && means[static_cast<std::size_t>(last) + 1] < std::log2(0.1)) ++last;
  return fit(errors, first, last);
}

void expect_slope(const std::string& name, const Fit& fit, double expected) {
  std::printf("%-16s slope %.3f in [%.3f, %.3f], mean from 1.5*2^%d to 1.5*2^%d\n", name.c_str(),
              fit.slope, fit.low, fit.high, fit.first + kFirstPower, fit.last + kFirstPower);
  EXPECT_GE(fit.last - fit.first, 8) << name;
  for (double slope : {0.0, 1.0, 2.0}) {
    EXPECT_EQ(fit.contains(slope), slope == expected) << name << " and slope " << slope;
  }
}

TEST(Slope, OfTheVariancesErrorIsThatOfTheAlgorithm) {
  const std::vector<Errors> errors = measure({"one_pass", "welford", "two_pass"});
  expect_slope("one_pass", fit_above_floor(errors[0]), 2);
  expect_slope("welford", fit_above_floor(errors[1]), 1);
  const Fit tail = fit_above_floor(errors[2]);
  expect_slope("two_pass", tail, 2);
  // Below, the mean is not yet large beside the numbers' spread.
  const int large_mean = 4;
  expect_slope("two_pass, before", fit(errors[2], large_mean, tail.first - 6), 0);
}

}  // namespace
}  // namespace normaudit::verdict
