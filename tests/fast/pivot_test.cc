// Channels whose three sampled numbers are no measure of the rest: the sums are taken again about
// the mean, and no digit is lost. Nearer than that, the pivot stays, and few are.
#include "tests/fast/channel_places.h"
#include "tests/fast/judging.h"

namespace normaudit::fast {
namespace {

/// In every other channel so many sampled numbers lie this far off.
struct Outliers {
  std::int64_t count;
  double distance;
};

Tensors inputs_with(const Problem& problem, const Outliers& outliers) {
  Tensors inputs = make_inputs(problem);
  const auto places = sampled_places(group_size(problem));
  for (std::int64_t c = 0; c < problem.shape.channels; c += 2) {
    for (std::int64_t k = 0; k < outliers.count; ++k) {
      const std::int64_t place = places[static_cast<std::size_t>(k)];
      inputs.at(Role::kX).set(logical_index(problem.shape, c, place),
                              outliers.distance * (c % 4 == 0 ? 1 : -1));
    }
  }
  return inputs;
}

/// n large enough that three outliers do not make the deviation.
constexpr const char* kShapes[] = {
    "shape=3,3,701",   "shape=701,3",
    "shape=70,3,3,3",  "shape=2,3,450 layout=nhwc",
    "shape=1,1,66000", "shape=3,2,31,10 layout=strided:4000,1000,32,1+0"};

class Pivots : public testing::TestWithParam<Dtype> {};

TEST_P(Pivots, AreMovedFromOutliers) {
  for (const char* shape : kShapes) {
    for (const std::int64_t count : {2, 3}) {
      // Numbers of two values, whose deviations from a far pivot are all rounded alike.
      for (const double distance : {60.7, 60000.7}) {
        Problem problem =
            problem_of(Pass::kForwardTraining, std::string(shape) + " hazard=checkerboard");
        problem.dtype = GetParam();
        expect_judged(problem, inputs_with(problem, {count, distance}));
      }
    }
  }
}

TEST_P(Pivots, AroundTheDistanceWhereTheyAreMoved) {
  for (const char* shape : kShapes) {
    for (const double distance : {3.0, 3.9, 4.1, 6.0}) {
      Problem problem = problem_of(Pass::kForwardTraining, shape);
      problem.dtype = GetParam();
      expect_judged(problem, inputs_with(problem, {3, distance}));
    }
  }
}

// One outlier among the three is no median.
TEST_P(Pivots, StayWithOneOutlier) {
  for (const char* shape : kShapes) {
    Problem problem = problem_of(Pass::kForwardTraining, shape);
    problem.dtype = GetParam();
    expect_judged(problem, inputs_with(problem, {1, 60000.7}));
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, Pivots, testing::ValuesIn(kDtypesOfData),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::fast
