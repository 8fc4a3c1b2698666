// What a call takes of the machine, as the public header says: threads by the bytes of its arrays,
// and stores around the caches beyond twice or four times the shared one.
#include "impl/fast/resources.h"

#include <gtest/gtest.h>

#include <vector>

namespace normaudit::fast {
namespace {

constexpr std::int64_t kShared = 1 << 20;

bool streams(const Traffic& traffic, Stores stores = Stores::kAuto) {
  return resources_for({.stores = stores, .caches = {.shared_bytes = kShared}}, traffic).streaming;
}

int threads(std::int64_t bytes, int at_most) {
  return resources_for({.threads = at_most}, {.bytes = bytes, .visit = Visit::kAfterSums}).threads;
}

TEST(Resources, StoresGoAroundCachesBeyondTwiceTheSharedOne) {
  EXPECT_FALSE(streams({.bytes = 2 * kShared}));
  EXPECT_TRUE(streams({.bytes = 2 * kShared + 4}));
  EXPECT_TRUE(streams({.bytes = 2 * kShared + 4, .visit = Visit::kAfterSums}));
}

TEST(Resources, BeyondFourTimesWhereElementsComeFromCaches) {
  EXPECT_FALSE(streams({.bytes = 4 * kShared, .visit = Visit::kFromCaches}));
  EXPECT_TRUE(streams({.bytes = 4 * kShared + 4, .visit = Visit::kFromCaches}));
}

TEST(Resources, ElementsOfRunsComeFromCachesAfterTheirSums) {
  const auto visit_of = [](Geometry::Kind kind) { return summed_first({}, {.kind = kind}).visit; };
  EXPECT_EQ(visit_of(Geometry::Kind::kRuns), Visit::kFromCaches);
  EXPECT_EQ(visit_of(Geometry::Kind::kColumns), Visit::kAfterSums);
}

TEST(Resources, NeverOverAnInputNorWhereOrdinaryOnesAreAskedFor) {
  EXPECT_FALSE(streams({.bytes = 100 * kShared, .in_place = true}));
  EXPECT_FALSE(streams({.bytes = 100 * kShared}, Stores::kOrdinary));
}

TEST(Resources, AlwaysWhereStreamingIsAskedFor) {
  EXPECT_TRUE(streams({.bytes = 64, .in_place = true}, Stores::kStreaming));
}

TEST(Resources, AThreadForEachEighthOfAMegabyte) {
  EXPECT_EQ(threads(0, 8), 1);
  EXPECT_EQ(threads((1 << 18) - 1, 8), 1);
  EXPECT_EQ(threads(1 << 18, 8), 2);
  EXPECT_EQ(threads(1 << 30, 8), 8);
  EXPECT_EQ(threads(1 << 30, 0), omp_get_max_threads());
}

TEST(Resources, AThreadForMoreWhereNothingIsSummed) {
  const auto threads_of = [](std::int64_t bytes) {
    return resources_for({.threads = 8}, {.bytes = bytes}).threads;
  };
  EXPECT_EQ(threads_of((384 << 10) - 1), 1);
  EXPECT_EQ(threads_of(384 << 10), 2);
}

TEST(Resources, TrafficCountsEachArrayThatIsThere) {
  const Layout layout = Layout::nchw({2, 3, 4, 5});
  std::vector<float> x(120);
  std::vector<float> y(120);
  const std::span<float> output(y);
  const std::span<const float> input(x);
  const std::span<const float> none;
  EXPECT_EQ(traffic_of(layout, output, input, none).bytes, 2 * 120 * 4);
  EXPECT_EQ(traffic_of(layout, output, input, none, input).bytes, 3 * 120 * 4);
  EXPECT_FALSE(traffic_of(layout, output, input, none).in_place);
  EXPECT_TRUE(traffic_of(layout, output, input, std::span<const float>(y)).in_place);
}

}  // namespace
}  // namespace normaudit::fast
