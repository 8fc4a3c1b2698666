// How close the bounds are: error over bound of every registered backend and output, for group
// sizes from 2 to 400000, eight distributions and offsets from 0 to 1e6. The report is the table of
// docs/bounds.md, section 12.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "tests/support/effort.h"
#include "tests/verdict/every_backend.h"
#include "tests/verdict/sweep.h"

namespace normaudit::verdict {
namespace {

constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                            Pass::kBackwardInference};

// Fewer problems of one decade say little: a gradient of one 1 and zeros has no error at all.
constexpr std::size_t kEnough = 16;

// What the ratios are kept by: a bound too loose at large n must not hide behind small groups.
struct Key {
  std::string backend;
  std::string output;  ///< "*" marks stored statistics
  int decade = 0;      ///< of n

  auto operator<=>(const Key&) const = default;
};

// Random roundings wander: n of them add up to about sqrt(n)*u where the bound allows n*u. So from
// n = 100 on the least that the best ratio must be falls with 1/sqrt(n). Eigen adds into two
// packets of 16 bytes, at most 8 partial sums, and promises no order. docs/bounds.md, section 12.
double least_ratio(const Key& key) {
  if (key.decade < 2) return kLoose;
  const double partial_sums = key.backend == "eigen" ? 8 : 1;
  return kLoose * std::pow(10.0, (1 - key.decade) / 2.0) / partial_sums;
}

// One ratio a problem: of the worst element of one channel.
using Ratios = std::map<Key, std::vector<double>>;

int decade_of(std::int64_t n) {
  int decade = 0;
  for (; n >= 10; n /= 10) ++decade;
  return decade;
}

void add_problem(const Sweep& sweep, Ratios& ratios) {
  const Problem problem = problem_of(sweep);
  judge_every_backend(problem, inputs_of(sweep, problem),
                      [&](const Backend& backend, const OutputVerdict& output) {
                        if (output.unbounded == output.elements) return;
                        const std::string pass = uses_running_statistics(sweep.pass) ? "*" : "";
                        ratios[{.backend = backend.name,
                                .output = std::string(to_string(output.role)) + pass,
                                .decade = decade_of(sweep.n)}]
                            .push_back(output.worst.over_bound);
                      });
}

// `count` channels: the distributions in turn, each time and for each `turn` at the next offset.
struct Sample {
  std::int64_t n = 0;
  std::size_t turn = 0;
  std::size_t count = 0;
  Dtype dtype = Dtype::kFloat32;
};

void add_sample(const Sample& sample, Ratios& ratios) {
  const std::vector<DataSet> sets = offset_data_sets();
  const std::size_t kinds = distributions().size();
  const std::size_t offsets = sets.size() / kinds;
  for (std::size_t k = 0; k < std::min(sample.count, sets.size()); ++k) {
    const std::size_t kind = (sample.turn + k) % kinds;
    const std::size_t i = kind * offsets + (sample.turn + k + k / kinds) % offsets;
    for (Pass pass : kPasses) {
      // Large groups in inference have no error that small ones have not, but for dweight and
      // dbias.
      if (sample.n >= 100000 && uses_running_statistics(pass) && k % 4 != 0) continue;
      add_problem({.pass = pass,
                   .dtype = sample.dtype,
                   .n = sample.n,
                   .eps = i % 2 == 0 ? 0.0 : 1e-5,
                   .seed = 5000 + 8 * static_cast<std::uint64_t>(sample.n) + i,
                   .first_variant = static_cast<std::int64_t>(i + sample.turn),
                   .sets = {sets[i]}},
                  ratios);
    }
  }
}

class Ratio : public testing::TestWithParam<Dtype> {};

TEST_P(Ratio, ReachesOneHundredthOfEveryBound) {
  Ratios ratios;
  // So many elements of every n: from effort 640 on every distribution at every n.
  const std::int64_t elements = 5000 * std::int64_t{support::effort()};
  std::size_t turn = 0;
  for (std::int64_t n : {2, 3, 10, 32, 100, 316, 1000, 3162, 10000, 31623, 100000, 400000}) {
    const std::int64_t most = std::min<std::int64_t>(elements / n, n < 10000 ? 56 : 8);
    add_sample(
        {.n = n, .turn = turn++, .count = static_cast<std::size_t>(most), .dtype = GetParam()},
        ratios);
  }
  for (auto& [key, values] : ratios) {
    std::sort(values.begin(), values.end());
    std::printf("%-18s %-12s n=1e%d max %.4f median %.5f of %zu\n", key.backend.c_str(),
                key.output.c_str(), key.decade, values.back(), values[values.size() / 2],
                values.size());
    const std::string name = key.backend + " " + key.output + " 1e" + std::to_string(key.decade);
    EXPECT_LE(values.back(), 1) << name;
    // One contract covers both layouts and every n: kernels are looser than their bound, which the
    // scalar models of merging_backends.h come close to.
    if (values.size() < kEnough || key.backend.starts_with("simt_")) continue;
    EXPECT_GE(values.back(), least_ratio(key)) << name;
  }
  EXPECT_FALSE(ratios.empty());
}

INSTANTIATE_TEST_SUITE_P(Formats, Ratio, testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
