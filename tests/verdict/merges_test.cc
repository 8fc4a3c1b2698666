// The classes that merge means keep their bounds under trees of every shape. The two models
// registered here are judged by soundness_test.cc and ratio_test.cc as well.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/run.h"
#include "tests/support/effort.h"
#include "tests/verdict/every_backend.h"
#include "tests/verdict/merging_backends.h"
#include "tests/verdict/sweep.h"
#include "verdict/grade.h"

namespace normaudit::verdict {
namespace {

constexpr Merging kPivotedLanes{.shape = Shape::kLanes};
constexpr Merging kWelfordLanes{.shape = Shape::kLanes, .block = 1, .welford = true};

const bool kRegistered =
    register_entry(merging_backend<kPivotedLanes>("pivoted_lanes", contract_of(kPivotedLanes))) &&
    register_entry(merging_backend<kWelfordLanes>("welford_lanes", contract_of(kWelfordLanes)));

using MakeBackend = std::function<Backend(std::int64_t n)>;

template <Merging kMerging>
MakeBackend made() {
  return
      [](std::int64_t n) { return merging_backend<kMerging>("model", contract_of(kMerging, n)); };
}

std::map<std::string, MakeBackend> every_shape() {
  return {
      {"balanced_16", made<Merging{.shape = Shape::kBalanced}>()},
      {"balanced_1", made<Merging{.shape = Shape::kBalanced, .block = 1}>()},
      {"chain_5", made<Merging{.shape = Shape::kChain, .block = 5}>()},
      {"ragged_16", made<Merging{.shape = Shape::kRagged}>()},
      {"lanes_8_of_2", made<Merging{.shape = Shape::kLanes, .block = 2, .lanes = 8}>()},
      {"random_16", made<Merging{.shape = Shape::kRandom}>()},
      {"random_3", made<Merging{.shape = Shape::kRandom, .block = 3}>()},
      {"welford_8",
       made<Merging{.shape = Shape::kLanes, .block = 1, .lanes = 8, .welford = true}>()},
      {"welford_1",
       made<Merging{.shape = Shape::kLanes, .block = 1, .lanes = 1, .welford = true}>()},
  };
}

std::vector<OutputVerdict> judged(const Backend& backend, const Problem& problem,
                                  const Tensors& inputs) {
  const normaudit::Run run = run_backend(backend, problem, inputs);
  return judge(problem, inputs, run.outputs, *backend.contract).outputs;
}

class MergesUnderAnyTree : public testing::TestWithParam<Dtype> {};

TEST_P(MergesUnderAnyTree, KeepTheirBounds) {
  std::uint64_t seed = 1;
  std::int64_t bounded = 0;
  const auto shapes = every_shape();
  for (int round = 0; round < support::effort(); ++round) {
    for (std::int64_t n : {1, 2, 3, 17, 100, 700}) {
      const std::vector<DataSet> all = all_data_sets(GetParam());
      const std::size_t stride = n < 10 ? 1 : n < 200 ? 4 : 24;
      for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
        ++seed;
        Sweep sweep{.pass = pass,
                    .dtype = GetParam(),
                    .n = n,
                    .eps = seed % 4 < 2 ? 0.0 : 1e-5,
                    .seed = seed,
                    .first_variant = static_cast<std::int64_t>(seed / 2),
                    .sets = {}};
        for (std::size_t i = 7 * seed % stride; i < all.size(); i += stride) {
          sweep.sets.push_back(all[i]);
        }
        const Problem problem = problem_of(sweep);
        const Tensors inputs = inputs_of(sweep, problem);
        for (const auto& [name, make] : shapes) {
          for (const OutputVerdict& output : judged(make(n), problem, inputs)) {
            EXPECT_EQ(output.failures, 0)
                << name << " " << to_string(output.role) << " n " << n << ": got "
                << output.worst.got << " for " << output.worst.exact_hi << ", bound "
                << output.worst.bound << ", element " << output.worst.logical << ", seed " << seed;
            bounded += output.elements - output.unbounded;
          }
        }
      }
    }
  }
  EXPECT_GT(bounded, 0);
}

INSTANTIATE_TEST_SUITE_P(Formats, MergesUnderAnyTree,
                         testing::Values(Dtype::kFloat16, Dtype::kBfloat16, Dtype::kFloat32,
                                         Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

// The ladder's classes have no pivot: they are given the form, and their own error of the mean.
TEST(Standings, OfAPivotedBackendAreOfItsForm) {
  const Problem problem =
      parse_problem("batch_norm forward_training shape=500,3 hazard=huge_mean seed=2");
  const Tensors inputs = make_inputs(problem);
  const Backend& backend = find_backend("pivoted_lanes");
  const normaudit::Run run = run_backend(backend, problem, inputs);
  for (const OutputStandings& output :
       standings(problem, inputs, run.outputs, &*backend.contract)) {
    for (const auto& [rung, standing] : output.rungs) {
      if (rung == "two_pass") {
        EXPECT_EQ(standing, Standing::kKept) << to_string(output.role);
      }
    }
  }
}

}  // namespace
}  // namespace normaudit::verdict
