// No registered backend exceeds its bound on the hard sets of sweep.h: constants, steps of one ulp,
// subnormals, squares and differences that under- and overflow, mixed scales, at every eps.
// ratio_test.cc measures how close the bounds are, wrong_test.cc shows that they are not slack.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/effort.h"
#include "tests/verdict/every_backend.h"
#include "tests/verdict/sweep.h"

namespace normaudit::verdict {
namespace {

constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                            Pass::kBackwardInference};

struct Count {
  std::int64_t outputs = 0;
  std::int64_t bounded = 0;
};

Count judge_sweep(const Sweep& sweep) {
  const Problem problem = problem_of(sweep);
  Count count;
  judge_every_backend(problem, inputs_of(sweep, problem),
                      [&](const Backend&, const OutputVerdict& output) {
                        ++count.outputs;
                        count.bounded += output.elements - output.unbounded;
                      });
  return count;
}

class Soundness : public testing::TestWithParam<Dtype> {};

TEST_P(Soundness, HoldsOnSmallGroups) {
  std::uint64_t seed = 1;
  for (int round = 0; round < support::effort(); ++round) {
    for (std::int64_t n : {1, 2, 3, 5, 10, 33}) {
      for (double eps : {0.0, 1e-12, 1e-5, 1.0}) {
        const Pass pass = kPasses[seed % 4];
        const Count count = judge_sweep({.pass = pass,
                                         .dtype = GetParam(),
                                         .n = n,
                                         .eps = eps,
                                         .seed = seed,
                                         .first_variant = static_cast<std::int64_t>(seed / 4),
                                         .sets = all_data_sets(GetParam())});
        EXPECT_GT(count.outputs, 0);
        EXPECT_GT(count.bounded, 0);
        ++seed;
      }
      ++seed;  // four values of eps, four passes: every pair in four rounds of n
    }
  }
}

// A few of the data sets at a time, so that the sums are long and the test short.
TEST_P(Soundness, HoldsOnLargeGroups) {
  const std::vector<DataSet> all = all_data_sets(GetParam());
  std::uint64_t seed = 1000;
  for (int round = 0; round < support::effort(); ++round) {
    for (std::int64_t n : {100, 1000, 10007}) {
      const std::size_t stride = n == 100 ? 5 : n == 1000 ? 35 : all.size();
      for (Pass pass : kPasses) {
        std::vector<DataSet> some;
        for (std::size_t i = 19 * seed % stride; i < all.size(); i += stride) {
          some.push_back(all[i]);
        }
        const Count count = judge_sweep({.pass = pass,
                                         .dtype = GetParam(),
                                         .n = n,
                                         .eps = n == 100 ? 0.0 : 1e-12,
                                         .seed = seed,
                                         .first_variant = static_cast<std::int64_t>(seed / 4),
                                         .sets = some});
        EXPECT_GT(count.outputs, 0);
        EXPECT_GT(count.bounded, 0);
        ++seed;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Soundness,
                         testing::Values(Dtype::kFloat16, Dtype::kBfloat16, Dtype::kFloat32,
                                         Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
