// The kernels keep their bounds on hard numbers: NaN, infinities, subnormal and huge ones, constant
// channels, weights whose product with invstd is no normal number.
#include <cmath>

#include "tests/fast/judging.h"

namespace normaudit::fast {
namespace {

/// Runs, columns, small planes as columns, channels last, several leaves.
constexpr const char* kShapes[] = {"shape=3,7,5,4", "shape=40,9", "shape=12,7,3,3",
                                   "shape=2,18,7 layout=nhwc", "shape=2,4,300"};

void expect_judged_on(const std::string& hazard) {
  std::uint64_t seed = 0;
  for (const char* shape : kShapes) {
    for (const Pass pass : kPasses) {
      for (const Dtype dtype : kDtypesOfData) {
        Problem problem = problem_of(pass, std::string(shape) + " hazard=" + hazard);
        problem.dtype = dtype;
        problem.seed = ++seed;
        if (seed % 3 == 0) problem.eps = 0;
        expect_judged(problem);
      }
    }
  }
}

class HardNumbers : public testing::TestWithParam<std::string> {};

TEST_P(HardNumbers, AreJudged) { expect_judged_on(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Kernels, HardNumbers,
                         testing::ValuesIn(Registry<Hazard>::instance().names()),
                         [](const auto& tested) { return tested.param; });

// One such number in a channel, wherever the pivot is looked for or not.
TEST(HardNumbers, OneOfThemAnywhere) {
  for (const double special : {static_cast<double>(NAN), static_cast<double>(INFINITY),
                               static_cast<double>(-INFINITY), 1e-310, 1e-44, 3e38, -3e38}) {
    for (const char* shape : {"shape=1,2,20", "shape=20,2", "shape=10,2,2"}) {
      for (const Pass pass : kPasses) {
        const Problem problem = problem_of(pass, shape);
        for (std::int64_t k = 0; k < 40; k += 3) {
          for (const Role role : {Role::kX, Role::kDy}) {
            Tensors inputs = make_inputs(problem);
            if (!inputs.has(role)) continue;
            inputs.at(role).set(k, special);
            expect_judged(problem, inputs);
          }
        }
      }
    }
  }
}

// invstd*weight overflows, underflows or is subnormal, though no result does.
TEST(HardNumbers, ProductsOfInvstdAndWeightThatAreNotNormal) {
  for (const double deviation : {1e-18, 1e12}) {
    for (const double weight : {1e30, 1e38, 1e-30, 1e-38, 1e-42, -1e38, 0.0}) {
      for (const char* shape : {"shape=3,2,30 eps=0", "shape=40,3 eps=0", "shape=9,3,4 eps=0"}) {
        for (const Pass pass : kPasses) {
          const Problem problem = problem_of(pass, shape);
          Tensors inputs = make_inputs(problem);
          Tensor& x = inputs.at(Role::kX);
          for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, x.get(i) * deviation);
          // The other channels need no second factor.
          inputs.at(Role::kWeight).set(1, weight);
          if (inputs.has(Role::kRunningVar)) {
            inputs.at(Role::kRunningVar).set(1, deviation * deviation);
          }
          expect_judged(problem, inputs);
        }
      }
    }
  }
}

}  // namespace
}  // namespace normaudit::fast
