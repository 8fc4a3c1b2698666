// The class pivoted_one_pass keeps its bounds under every arrangement of lanes, slices and pivots.
// The model registered here is judged by soundness_test.cc and ratio_test.cc as well.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "core/run.h"
#include "tests/support/effort.h"
#include "tests/verdict/pivoting_backends.h"
#include "tests/verdict/sweep.h"
#include "verdict/judge.h"

namespace normaudit::verdict {
namespace {

const bool kRegistered = register_entry(pivoting_backend("paired_lanes", {.slices = 2}));

std::vector<OutputVerdict> judged(const Backend& backend, const Problem& problem,
                                  const Tensors& inputs) {
  const normaudit::Run run = run_backend(backend, problem, inputs);
  return judge(problem, inputs, run.outputs, *backend.contract).outputs;
}

std::map<std::string, Pivoting> arrangements() {
  return {
      {"two_lanes", {.lanes = 2}},
      {"sixteen_lanes", {.lanes = 16}},
      {"slices", {.lanes = 4, .slices = 7}},
      {"first", {.pivot = Pivot::kFirst}},
      {"farthest", {.pivot = Pivot::kFarthest}},
      {"farthest_of_slices", {.lanes = 2, .slices = 3, .pivot = Pivot::kFarthest}},
      {"always_repeated", {.repeats = Repeats::kAlways}},
      {"farthest_repeated", {.pivot = Pivot::kFarthest, .repeats = Repeats::kAlways}},
  };
}

class PivotedOnePass : public testing::TestWithParam<Dtype> {};

TEST_P(PivotedOnePass, KeepsItsBoundWhateverTheArrangement) {
  constexpr std::array kPasses{Pass::kForwardTraining, Pass::kBackward, Pass::kInference,
                               Pass::kBackwardInference};
  std::uint64_t seed = 1;
  std::int64_t bounded = 0;
  for (int round = 0; round < support::effort(); ++round) {
    for (std::int64_t n : {1, 2, 3, 17, 100, 700}) {
      const std::vector<DataSet> all = all_data_sets(GetParam());
      const std::size_t stride = n < 10 ? 1 : n < 200 ? 4 : 24;
      for (Pass pass : kPasses) {
        ++seed;
        Sweep sweep{.pass = pass,
                    .dtype = GetParam(),
                    .n = n,
                    .eps = seed % 8 < 4 ? 0.0 : 1e-5,
                    .seed = seed,
                    .first_variant = static_cast<std::int64_t>(seed / 2),
                    .sets = {}};
        for (std::size_t i = 7 * seed % stride; i < all.size(); i += stride) {
          sweep.sets.push_back(all[i]);
        }
        const Problem problem = problem_of(sweep);
        const Tensors inputs = inputs_of(sweep, problem);
        for (const auto& [name, arrangement] : arrangements()) {
          const Backend model = pivoting_backend("model", arrangement);
          for (const OutputVerdict& output : judged(model, problem, inputs)) {
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

INSTANTIATE_TEST_SUITE_P(Formats, PivotedOnePass,
                         testing::Values(Dtype::kFloat16, Dtype::kBfloat16, Dtype::kFloat32,
                                         Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
