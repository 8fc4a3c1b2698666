// Launches over columns (channels that are neighbours in memory): where each number lies, which
// threads have which channels, and how many blocks of which tile are resident at once.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/bits.h"
#include "core/hazard.h"
#include "cuda/host/column_call.h"
#include "cuda/kernels/forward_training.cuh"
#include "cuda/kernels/group_columns.cuh"
#include "tests/support/run_text.h"

namespace normaudit::cuda::simt {
namespace {

Geometry geometry(const std::string& shape, const std::string& layout) {
  const Problem problem =
      parse_problem("batch_norm inference shape=" + shape + " layout=" + layout);
  return geometry_of(IndexMap(problem.shape, problem.layout));
}

/// Both ways of finding a row: at one distance, and at one within samples and one between them.
TEST(Columns, AtIsThePlaceInTheIndexMap) {
  struct Case {
    const char* shape;
    const char* layout;
  };
  for (const Case& each :
       {Case{"3,5,4,2", "nhwc"}, Case{"3,5", "nhwc"}, Case{"1,5,7", "nhwc"},
        Case{"3,5,4", "strided:31,1,7+2"}, Case{"3,5,1", "strided:9,1,40+2"},
        Case{"1,5,4", "strided:1000,1,7+0"}, Case{"3,5,4", "strided:28,1,7+1"}}) {
    const Problem problem = parse_problem(std::string("batch_norm inference shape=") + each.shape +
                                          " layout=" + each.layout);
    const IndexMap map(problem.shape, problem.layout);
    std::vector<float> memory(static_cast<std::size_t>(map.storage_count()));
    float* first = memory.data() + map(0, 0, 0);
    const Columns<float> columns = columns_of<float>(first, geometry_of(map));
    for (std::int64_t j = 0; j < map.batch() * map.spatial_count(); ++j) {
      for (std::int64_t c = 0; c < map.channels(); ++c) {
        EXPECT_EQ(columns.at(c, j) - memory.data(),
                  map(j / map.spatial_count(), c, j % map.spatial_count()))
            << each.shape << ' ' << each.layout;
      }
    }
  }
}

TEST(Columns, ArePackedWhereEveryRowIsWholeAlignedPacks) {
  alignas(16) std::array<float, 8> memory{};
  const auto packed = [&](const char* shape, const char* layout, int offset = 0) {
    return columns_of<float>(memory.data() + offset, geometry(shape, layout)).packed;
  };
  EXPECT_TRUE(packed("3,8,5", "nhwc"));
  EXPECT_TRUE(packed("3,8,5", "strided:68,1,12+0"));
  EXPECT_TRUE(packed("1,8,5", "strided:67,1,12+0"));  // there is no second sample
  EXPECT_TRUE(packed("1,8", "strided:9,1+0"));        // nor a second row
  EXPECT_FALSE(packed("3,6,5", "nhwc"));
  EXPECT_FALSE(packed("3,8,5", "nhwc", 1));
  EXPECT_FALSE(packed("3,8,5", "strided:67,1,12+0"));
  EXPECT_FALSE(packed("3,8,5", "strided:68,1,13+0"));
  EXPECT_FALSE(packed("3,8", "strided:9,1+0"));
}

template <int kWidth>
void expect_tiles_of_every_channel() {
  for (std::int64_t channels = 1; channels < 700; ++channels) {
    const ColumnGrid grid = column_grid<kWidth>(channels);
    const std::int64_t width = std::int64_t{grid.lanes} * kWidth;
    ASSERT_LE(grid.lanes, static_cast<unsigned>(kMostLanes<kWidth>)) << channels;
    ASSERT_GE(grid.tiles * width, channels);
    ASSERT_LT((grid.tiles - 1) * width, channels) << "a tile without a channel";
  }
}

TEST(Columns, TilesHoldEveryChannel) {
  expect_tiles_of_every_channel<1>();
  expect_tiles_of_every_channel<2>();
  expect_tiles_of_every_channel<4>();
  expect_tiles_of_every_channel<8>();
}

/// A cooperative grid waits for ever if it is not resident at once.
TEST(Columns, GroupsAreResidentAndNotWithoutWork) {
  for (const std::int64_t numbers : {1, 300, 5000, 70000, 3000000}) {
    for (const std::int64_t channels : {1, 8, 100, 2048}) {
      for (const std::int64_t resident : {1, 2, 7, 264, 528}) {
        ColumnCall<ForwardTraining<float>> call{.pass = {}};
        call.slices = row_slices_of(numbers, call.kHeld);
        const ColumnGrid grid = column_grid<4>(channels);
        const auto grouping = column_grouping<ForwardTraining<float>, 4>(call, grid, resident);
        ASSERT_GE(grouping.blocks, 1);
        ASSERT_GE(grouping.in_flight, 1);
        EXPECT_LE(grouping.blocks * grouping.in_flight, resident);
        EXPECT_LE(grouping.blocks, call.slices.count);
        EXPECT_LE(grouping.in_flight, grid.tiles);
        const std::int64_t bytes = numbers * grid.lanes * 16;
        EXPECT_TRUE(grouping.in_flight == 1 || grouping.in_flight * bytes <= kCachedBytes);
        // Where one more tile would fit, there is neither a block left for it nor a tile.
        EXPECT_TRUE((grouping.in_flight + 1) * bytes > kCachedBytes ||
                    (grouping.in_flight + 1) * grouping.blocks > resident ||
                    grouping.in_flight == grid.tiles);
      }
    }
  }
}

TEST(Columns, AGridThatNoneHasIsRefused) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  EXPECT_EQ(grid_of(kMost).x, static_cast<unsigned>(kMost));
  EXPECT_THROW(grid_of(kMost + 1), GpuError);
}

TEST(Columns, WithoutANumberStillHaveStatisticsAndGradients) {
  for (const char* backend : {"simt_split", "simt_group"}) {
    const Tensors trained =
        support::run_text(backend, "batch_norm forward_training shape=0,300,2 layout=nhwc");
    const Tensors back = support::run_text(backend, "batch_norm backward shape=0,300 layout=nhwc");
    const Problem problem = parse_problem("batch_norm forward_training shape=0,300,2 layout=nhwc");
    const Tensors inputs = make_inputs(problem);
    EXPECT_TRUE(same_bits(trained.at(Role::kRunningVar), inputs.at(Role::kRunningVar)));
    for (std::int64_t c = 0; c < 300; ++c) {
      EXPECT_TRUE(std::isnan(trained.at(Role::kSaveMean).get(c))) << backend;
      EXPECT_EQ(back.at(Role::kDweight).get(c), 0) << backend;
      EXPECT_EQ(back.at(Role::kDbias).get(c), 0) << backend;
    }
  }
}

/// The sums are due also where no output is, in which case nothing is stored.
TEST(Columns, GiveTheSameGradientsWithoutDx) {
  for (const char* backend : {"simt_split", "simt_group"}) {
    const std::string problem = "batch_norm backward shape=600,12 layout=nhwc";
    const Tensors all = support::run_text(backend, problem);
    const Tensors sums = support::run_text(backend, problem + " gradients=wb");
    EXPECT_FALSE(sums.has(Role::kDx));
    for (const Role role : {Role::kDweight, Role::kDbias}) {
      EXPECT_TRUE(same_bits(sums.at(role), all.at(role))) << backend << ' ' << to_string(role);
    }
  }
}

}  // namespace
}  // namespace normaudit::cuda::simt
