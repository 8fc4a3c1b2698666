// Extents and layouts as text, and what is refused.
#include "core/shape.h"

#include <gtest/gtest.h>

#include "tests/support/refusal.h"

namespace normaudit {
namespace {

using support::refusal;
using Extents = std::vector<std::int64_t>;

TEST(ShapeTest, ExtentsAndBackForEveryRank) {
  for (const Extents& extents : {Extents{2, 3}, Extents{0, 1}, Extents{2, 3, 5},
                                 Extents{1, 2, 0, 4}, Extents{2, 2, 3, 4, 5}}) {
    const Shape shape = Shape::from_extents(extents);
    EXPECT_EQ(shape.extents(), extents);
    EXPECT_EQ(shape.rank(), static_cast<int>(extents.size()));
    std::int64_t product = 1;
    for (std::int64_t extent : extents) product *= extent;
    EXPECT_EQ(shape.count(), product);
  }
}

TEST(ShapeTest, ImpossibleExtentsAreRefused) {
  const auto refused = [](const Extents& extents) {
    return refusal([&] { Shape::from_extents(extents); });
  };

  EXPECT_EQ(refused({4}), "shape: rank 1 is not 2 to 5");
  EXPECT_EQ(refused({1, 1, 1, 1, 1, 1}), "shape: rank 6 is not 2 to 5");
  EXPECT_EQ(refused({4, 0}), "shape: zero channels");
  EXPECT_EQ(refused({-1, 4}), "shape: extent -1 is negative");
  EXPECT_EQ(refused({4, 4, -7}), "shape: extent -7 is negative");
  EXPECT_EQ(refused({1 << 20, 1 << 20}), "accepted");
  EXPECT_EQ(refused({(1 << 20) + 1, 1 << 20}), "shape: more than 2^40 elements");
  EXPECT_EQ(refused({INT64_MAX, INT64_MAX, INT64_MAX}), "shape: more than 2^40 elements");
  const std::string nothing = "shape: more than 2^24 channels without one element";
  EXPECT_EQ(refused({0, 1 << 24}), "accepted");
  EXPECT_EQ(refused({0, (1 << 24) + 1}), nothing);
  EXPECT_EQ(refused({2, (1 << 24) + 1, 0}), nothing);
  EXPECT_EQ(refused({1, (1 << 24) + 1}), "accepted");
  EXPECT_EQ(refused({0, INT64_MAX}), "shape: more than 2^40 elements");
}

TEST(LayoutTest, TextAndBack) {
  for (const char* text : {"nchw", "nhwc", "strided:4,1+0", "strided:98,49,7,1+3"}) {
    EXPECT_EQ(to_string(parse_layout(text)), text);
  }
  const Layout layout = parse_layout("strided:98,49,7,1+3");
  EXPECT_EQ(layout.strides, (Extents{98, 49, 7, 1}));
  EXPECT_EQ(layout.offset, 3);
}

TEST(LayoutTest, MalformedTextIsRefused) {
  const auto refused = [](std::string_view text) { return refusal([&] { parse_layout(text); }); };

  for (const char* text : {"", "NCHW", "nchw ", "strided", "strided:4,1", "4,1+0"}) {
    EXPECT_EQ(refused(text),
              "layout '" + std::string(text) + "' is not nchw, nhwc or strided:STRIDE,...+OFFSET");
  }
  EXPECT_EQ(refused("strided:+0"), "layout stride '' is not an integer");
  EXPECT_EQ(refused("strided:4,,1+0"), "layout stride '' is not an integer");
  EXPECT_EQ(refused("strided:4,x+0"), "layout stride 'x' is not an integer");
  EXPECT_EQ(refused("strided:4,0+0"), "layout stride 0 is not in 1 to 2^40");
  EXPECT_EQ(refused("strided:4,-1+0"), "layout stride -1 is not in 1 to 2^40");
  EXPECT_EQ(refused("strided:1099511627777,1+0"),
            "layout stride 1099511627777 is not in 1 to 2^40");
  EXPECT_EQ(refused("strided:4,1+-1"), "layout offset -1 is not in 0 to 2^40");
  EXPECT_EQ(refused("strided:4,1+1.5"), "layout offset '1.5' is not an integer");
}

}  // namespace
}  // namespace normaudit
