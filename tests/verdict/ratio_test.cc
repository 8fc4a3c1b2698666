// How close the bounds are: error over bound of every registered backend and output, for group
// sizes from 2 to 400000, eight distributions and offsets from 0 to 1e6. The report is the table of
// docs/bounds.md, section 12.
#include <gtest/gtest.h>

#include <algorithm>
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

// A bound whose best ratio stays below this is loose; an output that must be has its reason in
// docs/bounds.md, section 12, and is named here. There is none.
constexpr double kLoose = 0.01;

// "backend output" to one ratio a problem: of the worst element of one channel.
using Ratios = std::map<std::string, std::vector<double>>;

void add_problem(const Sweep& sweep, Ratios& ratios) {
  const Problem problem = problem_of(sweep);
  judge_every_backend(
      problem, inputs_of(sweep, problem), [&](const Backend& backend, const OutputVerdict& output) {
        if (output.unbounded == output.elements) return;
        const std::string pass = uses_running_statistics(sweep.pass) ? "*" : "";
        ratios[backend.name + " " + std::string(to_string(output.role)) + pass].push_back(
            output.worst.over_bound);
      });
}

// `count` of the data sets at offsets, other ones for every n; the step of 9 goes through the
// distributions and the offsets alike.
struct Sample {
  std::int64_t n = 0;
  std::size_t first = 0;
  std::size_t count = 0;
  Dtype dtype = Dtype::kFloat32;
};

void add_sample(const Sample& sample, Ratios& ratios) {
  const std::vector<DataSet> sets = offset_data_sets();
  for (std::size_t k = 0; k < std::min(sample.count, sets.size()); ++k) {
    const std::size_t i = (sample.first + 9 * k) % sets.size();
    for (Pass pass : kPasses) {
      add_problem({.pass = pass,
                   .dtype = sample.dtype,
                   .n = sample.n,
                   .eps = i % 2 == 0 ? 0.0 : 1e-5,
                   .seed = 5000 + 8 * static_cast<std::uint64_t>(sample.n) + i,
                   .first_variant = static_cast<std::int64_t>(i),
                   .sets = {sets[i]}},
                  ratios);
    }
  }
}

class Ratio : public testing::TestWithParam<Dtype> {};

TEST_P(Ratio, ReachesOneHundredthOfEveryBound) {
  Ratios ratios;
  // So many elements of every n; one data set of the largest n from effort 80 on.
  const std::int64_t elements = 5000 * std::int64_t{support::effort()};
  std::size_t first = 0;
  for (std::int64_t n : {2, 3, 10, 32, 100, 316, 1000, 3162, 10000, 31623, 100000, 400000}) {
    add_sample({.n = n,
                .first = first++,
                .count = static_cast<std::size_t>(elements / n),
                .dtype = GetParam()},
               ratios);
  }
  for (auto& [key, values] : ratios) {
    std::sort(values.begin(), values.end());
    std::printf("%-34s max %.4f median %.5f of %zu\n", key.c_str(), values.back(),
                values[values.size() / 2], values.size());
    EXPECT_LE(values.back(), 1) << key;
    EXPECT_GE(values.back(), kLoose) << key;
  }
  EXPECT_FALSE(ratios.empty());
}

INSTANTIATE_TEST_SUITE_P(Formats, Ratio, testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
