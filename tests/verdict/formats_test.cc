// Storage shorter than the operations: every backend passes over every hazard and mixture of
// formats, and one element a step of the format away from the right rounding fails.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/hazard.h"
#include "tests/verdict/every_backend.h"

namespace normaudit::verdict {
namespace {

constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                            Pass::kBackwardInference};

struct Mixture {
  Dtype data;
  Dtype parameters;
  Dtype statistics;
};

constexpr auto kF64 = Dtype::kFloat64;
constexpr auto kF32 = Dtype::kFloat32;
constexpr auto kF16 = Dtype::kFloat16;
constexpr auto kBf16 = Dtype::kBfloat16;

constexpr Mixture kMixtures[] = {
    {kF16, kF16, kF16},  {kBf16, kBf16, kBf16}, {kF16, kF32, kF32},  {kBf16, kF32, kF32},
    {kF32, kF16, kBf16}, {kBf16, kF16, kF16},   {kF64, kF32, kF32},  {kF32, kF64, kF32},
    {kF32, kF32, kF64},  {kF32, kF32, kF16},    {kF64, kF16, kBf16}, {kF16, kF64, kBf16},
};

Problem mixed(const Mixture& mixture, Pass pass) {
  Problem problem;
  problem.pass = pass;
  problem.dtype = mixture.data;
  problem.parameter_dtype = mixture.parameters;
  problem.statistic_dtype = mixture.statistics;
  return problem;
}

class EveryHazardInEveryMixture : public testing::TestWithParam<std::string> {};

TEST_P(EveryHazardInEveryMixture, LetsEveryBackendPass) {
  std::uint64_t seed = 1;
  std::int64_t elements = 0;
  std::int64_t unbounded = 0;
  for (const Mixture& mixture : kMixtures) {
    for (Pass pass : kPasses) {
      for (std::int64_t n : {1, 2, 7, 40}) {
        Problem problem = mixed(mixture, pass);
        problem.hazard = GetParam();
        problem.shape = {n, 5, {}};
        problem.seed = seed++;
        problem.eps = seed % 4 == 0 ? 0 : seed % 4 == 1 ? 1e-12 : 1e-5;
        if (seed % 2 == 0) problem.momentum = std::nullopt;
        problem.has_weight = seed % 3 != 0;
        problem.has_bias = seed % 5 != 0;
        judge_every_backend(problem, make_inputs(problem),
                            [&](const Backend&, const OutputVerdict& output) {
                              elements += output.elements;
                              unbounded += output.unbounded;
                            });
      }
    }
  }
  // Much is promised, so that passing means something.
  EXPECT_LT(unbounded, elements / 2) << elements;
}

INSTANTIATE_TEST_SUITE_P(Hazards, EveryHazardInEveryMixture,
                         testing::ValuesIn(Registry<Hazard>::instance().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::verdict
