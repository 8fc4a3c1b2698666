// The kernels keep their bounds on odd shapes: sizes around every boundary of tiles, warps, blocks
// and slices, planes and columns, every format and pass, arrays that are absent, misaligned, or
// each other.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "cuda/kernels/row_slices.h"
#include "cuda/kernels/slices.h"
#include "tests/cuda/kernels_under_test.h"
#include "tests/support/effort.h"
#include "tests/support/seed.h"

namespace normaudit::cuda {
namespace {

class Judged : public OnBackend {};
class SlicesOfChannels : public OnBackend {};

/// Turns through formats, absent arrays and hazards, so that a few problems meet all of them.
class Turns {
 public:
  Turns() { std::printf("NORMAUDIT_SEED=%s\n", std::to_string(support::seed()).c_str()); }

  Problem operator()(Pass pass, const std::string& shape) {
    Problem problem = parse_problem("batch_norm " + std::string(to_string(pass)) + " " + shape);
    const std::uint64_t turn = turn_++;
    problem.dtype = kFormats[turn % 4];
    const bool wide = problem.dtype == Dtype::kFloat64;
    problem.parameter_dtype = wide ? kFormats[turn % 8 < 4 ? 0 : 3] : kFormats[turn / 4 % 3];
    problem.statistic_dtype = wide ? kFormats[turn % 8 < 4 ? 3 : 0] : kFormats[turn / 12 % 3];
    problem.has_weight = turn % 5 != 4;
    problem.has_bias = turn % 7 != 6;
    problem.track_running_stats = uses_running_statistics(pass) || turn % 3 != 2;
    if (turn % 4 == 1) problem.momentum = std::nullopt;
    if (is_backward(pass)) {
      problem.gradients = {
          .dx = turn % 11 != 1, .dweight = turn % 11 != 2, .dbias = turn % 11 != 3};
    }
    constexpr std::array kHazards{"benign", "huge_mean", "conditioned", "one_outlier"};
    problem.hazard = kHazards[turn / 3 % kHazards.size()];
    problem.seed = turn + support::seed() - 1;
    return problem;
  }

 private:
  std::uint64_t turn_ = 0;
};

std::string text(std::int64_t number) { return std::to_string(number); }

/// n numbers a channel, one way each: planes with and without packs, one sample and many, columns
/// with and without packs, rows at one distance and at two, and strides with a gap.
std::vector<std::string> shapes_of(std::int64_t n) {
  std::vector<std::string> shapes{
      "shape=1,3," + text(n), "shape=" + text(n) + ",5", "shape=" + text(n) + ",8",
      "shape=1,3," + text(n) + " layout=nhwc", "shape=" + text(n) + ",2,1 layout=strided:7,3,1+2"};
  if (n % 3 == 0) {
    const std::int64_t places = n / 3;
    shapes.push_back("shape=3,2," + text(places));
    shapes.push_back("shape=3,2," + text(places) + " layout=strided:" + text(2 * places + 3) + "," +
                     text(places + 1) + ",1+1");
    shapes.push_back("shape=3,16," + text(places) + " layout=strided:" + text(16 * places + 16) +
                     ",1,16+16");
  }
  return shapes;
}

TEST_P(Judged, OnSizesAroundEveryBoundary) {
  Turns turns;
  int runs = 0;
  for (int round = 0; round < support::effort(); ++round) {
    for (const std::int64_t n : {1,   2,   3,   15,  16,  17,  31,   32,   33,   63,   65,
                                 255, 256, 257, 511, 512, 513, 1023, 1025, 4095, 4096, 4097}) {
      for (const std::string& shape : shapes_of(n)) {
        for (const Pass pass : kPasses) runs += judged(backend(), turns(pass, shape)) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(runs, 100);
}

TEST_P(Judged, OnShapesOfLayersAndTheirEdges) {
  Turns turns;
  int runs = 0;
  for (const char* shape :
       {"shape=8,5,7,7", "shape=8,6,7,7 layout=nhwc", "shape=1,7,5,3", "shape=2,4,1,1",
        "shape=1,9,1,1", "shape=1,9", "shape=0,3,4,4", "shape=2,3,0,4", "shape=0,4,2 layout=nhwc",
        "shape=2,33,3,4", "shape=3,33,3,4 layout=nhwc", "shape=2,130,5 layout=nhwc",
        "shape=2,3,2,3,2", "shape=2,3,4,4 layout=strided:200,50,10,2+1"}) {
    for (const Pass pass : kPasses) {
      for (std::size_t format = 0; format < std::size(kFormats); ++format) {
        const Problem problem = turns(pass, shape);
        runs += judged(backend(), problem) ? 1 : 0;
      }
    }
  }
  EXPECT_GE(runs, 6 * 16);  // six are planes, which every schedule takes
}

TEST_P(Judged, OnEveryMisalignment) {
  Turns turns;
  int runs = 0;
  for (int offset = 0; offset <= 7; ++offset) {
    for (const char* layout : {"shape=2,3,4,24 layout=strided:384,96,24,1+",
                               "shape=2,3,4,24 layout=strided:300,100,24,1+",
                               "shape=2,8,4,24 layout=strided:768,1,192,8+",
                               "shape=2,8,4,24 layout=strided:864,1,216,9+"}) {
      for (const Pass pass : kPasses) {
        runs += judged(backend(), turns(pass, layout + std::to_string(offset))) ? 1 : 0;
      }
    }
  }
  EXPECT_GE(runs, 8 * 2 * 4);
}

/// With one number more than 256 slices take: a thread then has a second tile.
TEST_P(SlicesOfChannels, JudgedWhereAThreadHasTwoTiles) {
  constexpr std::int64_t kPlanes = std::int64_t{kMostSlices} * kMostThreads * kTile;
  constexpr std::int64_t kColumns = std::int64_t{kMostSlices} * kMostRows * kHeldRows;
  static_assert(slices_of(kPlanes).count() == kMostSlices && slices_of(kPlanes).tiles == 1);
  static_assert(slices_of(kPlanes + 1).tiles == 2);
  static_assert(row_slices_of(kColumns, kHeldRows).count == kMostSlices);
  static_assert(row_slices_of(kColumns + 1, kHeldRows).tiles == 2);
  for (const char* pass : {"forward_training", "backward"}) {
    const std::string name = "batch_norm " + std::string(pass) + " hazard=huge_mean ";
    EXPECT_TRUE(judged(backend(), name + "shape=1,1," + text(kPlanes + 1)));
    EXPECT_TRUE(judged(backend(), name + "shape=" + text(kColumns + 1) + ",2"));
  }
}

TEST_P(Judged, InPlace) {
  Turns turns;
  int runs = 0;
  for (const char* shape : {"shape=2,3,700", "shape=3,4,24", "shape=2,3,5000", "shape=900,8",
                            "shape=40,5,7 layout=nhwc"}) {
    for (const Pass pass : kPasses) {
      Problem problem = turns(pass, shape);
      problem.gradients.dx = true;
      const Tensors inputs = make_inputs(problem);
      const auto run = run_in_place(backend(), problem, inputs);
      if (!run.unsupported.empty()) continue;
      expect_judged(backend(), problem, inputs, run);
      const auto apart = run_backend(backend(), problem, inputs);
      EXPECT_TRUE(support::same_outputs(run.outputs, apart.outputs)) << to_string(problem);
      ++runs;
    }
  }
  EXPECT_GE(runs, 12);
}

/// The schedules that take any number of slices.
INSTANTIATE_TEST_SUITE_P(Kernels, SlicesOfChannels,
                         testing::Values("simt_split", "simt_group", "cuda_split", "cuda_group"),
                         [](const auto& tested) { return tested.param; });

INSTANTIATE_TEST_SUITE_P(Kernels, Judged, testing::ValuesIn(kernel_backends()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::cuda
