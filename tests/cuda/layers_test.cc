// Whole layers of a ResNet-50 at 64 samples: split judged, and the other schedules' bits the same.
// Larger ones where the effort asks for them.
#include <gtest/gtest.h>

#include "tests/cuda/kernels_under_test.h"
#include "tests/support/effort.h"

namespace normaudit::cuda {
namespace {

class Layers : public OnBackend {};

std::vector<std::string> layers() {
  std::vector<std::string> result{"shape=64,256,14,14"};
  if (support::effort() >= 10) {
    for (const char* more :
         {"shape=64,64,56,56", "shape=64,2048,7,7", "shape=64,64,56,56 layout=nhwc",
          "shape=64,256,28,28 layout=nhwc dtype=bfloat16"}) {
      result.emplace_back(more);
    }
  }
  return result;
}

/// `split` is the schedule of that name on one of the targets.
void expect_judged_by_every_schedule(const Backend& split, const std::string& text) {
  const Problem problem = parse_problem(text);
  const Tensors inputs = make_inputs(problem);
  const Run run = run_backend(split, problem, inputs);
  ASSERT_EQ(run.unsupported, "");
  expect_judged(split, problem, inputs, run);
  for (const char* schedule : {"cluster", "group"}) {
    const Backend& other = find_backend(split.name.substr(0, 5) + schedule);
    const Run again = run_backend(other, problem, inputs);
    if (!again.unsupported.empty()) continue;
    EXPECT_TRUE(support::same_outputs(run.outputs, again.outputs)) << other.name << ": " << text;
  }
}

TEST_P(Layers, OfResNetGoForward) {
  for (const std::string& layer : layers()) {
    expect_judged_by_every_schedule(backend(), "batch_norm forward_training " + layer);
  }
}

TEST_P(Layers, OfResNetGoBackward) {
  for (const std::string& layer : layers()) {
    expect_judged_by_every_schedule(backend(), "batch_norm backward " + layer);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, Layers, testing::Values("simt_split", "cuda_split"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::cuda
