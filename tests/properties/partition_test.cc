// What partitions are drawn: sums right, and every shape that merging is known to break on.
#include "properties/generators/partition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace normaudit::properties {
namespace {

using Parts = std::vector<std::int64_t>;

std::vector<Parts> drawn(std::int64_t samples, int count) {
  Philox words({11, static_cast<std::uint64_t>(samples)});
  std::vector<Parts> result;
  for (int i = 0; i < count; ++i) result.push_back(any_partition(words, samples));
  return result;
}

TEST(Partition, PartsAddUpToTheSamplesAndAreNotNegative) {
  for (std::int64_t samples = 0; samples < 10; ++samples) {
    for (const Parts& parts : drawn(samples, 500)) {
      EXPECT_GE(parts.size(), 2U);
      EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), samples);
      EXPECT_GE(*std::ranges::min_element(parts), 0);
    }
  }
}

TEST(Partition, EveryShapeIsDrawnOften) {
  struct Shape {
    const char* name;
    std::function<bool(const Parts&)> has;
  };
  const auto any = [](const Parts& parts, auto claim) { return std::ranges::any_of(parts, claim); };
  const std::vector<Shape> shapes{
      {"an empty part", [&](const Parts& p) { return any(p, [](auto n) { return n == 0; }); }},
      {"a single element", [&](const Parts& p) { return any(p, [](auto n) { return n == 1; }); }},
      {"unequal parts",
       [](const Parts& p) {
         const auto [least, most] = std::ranges::minmax(p);
         return least > 0 && least != most;
       }},
      {"1 + 7",
       [](const Parts& p) {
         return p == Parts{1, 7};
       }},
      {"7 + 1",
       [](const Parts& p) {
         return p == Parts{7, 1};
       }},
      {"nothing + 8",
       [](const Parts& p) {
         return p == Parts{0, 8};
       }},
      {"one part per sample", [](const Parts& p) { return p == Parts(8, 1); }},
      {"more than two parts", [](const Parts& p) { return p.size() > 2; }},
      {"an empty part between others",
       [](const Parts& p) { return p.size() > 2 && p.front() > 0 && p[1] == 0 && p.back() > 0; }},
  };
  const std::vector<Parts> partitions = drawn(8, 1000);
  for (const Shape& shape : shapes) {
    EXPECT_GE(std::ranges::count_if(partitions, shape.has), 10) << shape.name;
  }
}

}  // namespace
}  // namespace normaudit::properties
