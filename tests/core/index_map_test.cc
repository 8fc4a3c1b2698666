// Index maps against places counted one by one: oracle and backends share this arithmetic, so an
// error here would be invisible to every other test.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/shape.h"
#include "tests/support/refusal.h"

namespace normaudit {
namespace {

using List = std::vector<std::int64_t>;

// Every index tuple below `extents`, the last one running fastest.
std::vector<List> tuples_below(const List& extents) {
  std::vector<List> tuples{{}};
  for (std::int64_t extent : extents) {
    std::vector<List> longer;
    for (const List& tuple : tuples) {
      for (std::int64_t i = 0; i < extent; ++i) {
        longer.push_back(tuple);
        longer.back().push_back(i);
      }
    }
    tuples = std::move(longer);
  }
  return tuples;
}

// Every shape of rank 2 to 5 with extents 1 to 3.
std::vector<List> small_shapes() {
  std::vector<List> shapes;
  for (std::size_t rank = 2; rank <= 5; ++rank) {
    for (List tuple : tuples_below(List(rank, 3))) {
      for (std::int64_t& extent : tuple) ++extent;
      shapes.push_back(tuple);
    }
  }
  return shapes;
}

std::int64_t flat_spatial(const List& extents, const List& tuple) {
  std::int64_t s = 0;
  for (std::size_t i = 2; i < tuple.size(); ++i) s = s * extents[i] + tuple[i];
  return s;
}

// `place_of(tuple)` must be what the map says, by (n, c, s) and by flat logical index, and the
// places must be distinct and end at storage_count.
template <class PlaceOf>
void expect_places(const List& extents, const Layout& layout, PlaceOf place_of) {
  const IndexMap map(Shape::from_extents(extents), layout);
  std::set<std::int64_t> places;
  std::int64_t logical = 0;
  for (const List& tuple : tuples_below(extents)) {
    const std::int64_t place = place_of(tuple);
    ASSERT_EQ(map(tuple[0], tuple[1], flat_spatial(extents, tuple)), place) << to_string(layout);
    ASSERT_EQ(map.place(logical), place) << to_string(layout);
    ASSERT_TRUE(places.insert(place).second) << to_string(layout);
    ++logical;
  }
  ASSERT_EQ(map.count(), logical);
  ASSERT_EQ(map.storage_count(), *places.rbegin() + 1);
}

TEST(IndexMapTest, NchwStoresInLogicalOrder) {
  for (const List& extents : small_shapes()) {
    std::int64_t next = 0;
    expect_places(extents, parse_layout("nchw"), [&](const List&) { return next++; });
  }
}

TEST(IndexMapTest, NhwcStoresTheChannelLast) {
  for (const List& extents : small_shapes()) {
    List stored_extents = extents;
    std::rotate(stored_extents.begin() + 1, stored_extents.begin() + 2, stored_extents.end());
    const std::vector<List> stored = tuples_below(stored_extents);
    expect_places(extents, parse_layout("nhwc"), [&](List tuple) {
      std::rotate(tuple.begin() + 1, tuple.begin() + 2, tuple.end());
      return std::find(stored.begin(), stored.end(), tuple) - stored.begin();
    });
  }
}

// Strides of an array stored with dimension order[0] outermost, `gap` unused places after every
// row of each dimension.
List permuted_strides(const List& extents, const List& order, std::int64_t gap) {
  List strides(extents.size());
  std::int64_t step = 1 + gap;
  for (std::size_t i = order.size(); i-- > 0;) {
    const auto dimension = static_cast<std::size_t>(order[i]);
    strides[dimension] = step;
    step = step * extents[dimension] + gap;
  }
  return strides;
}

TEST(IndexMapTest, EveryPermutationWithGapsAndOffsetIsTheSumOfItsStrides) {
  for (const List& extents : {List{3, 2}, List{2, 3, 3}, List{2, 3, 1, 2}, List{3, 2, 2, 3},
                              List{2, 3, 2, 1, 3}, List{1, 2, 3, 2, 2}}) {
    List order(extents.size());
    std::iota(order.begin(), order.end(), 0);
    do {
      for (std::int64_t gap : {0, 1, 2}) {
        const Layout layout{.kind = Layout::Kind::kStrided,
                            .strides = permuted_strides(extents, order, gap),
                            .offset = 5 * gap};
        expect_places(extents, layout, [&](const List& tuple) {
          return std::inner_product(tuple.begin(), tuple.end(), layout.strides.begin(),
                                    layout.offset);
        });
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(IndexMapTest, StridesThatShareAPlaceAreAlwaysRefused) {
  std::int64_t refused = 0;
  std::int64_t accepted = 0;
  for (const List& extents : {List{3, 2}, List{2, 3, 2}, List{1, 3, 2}, List{2, 2, 2, 2}}) {
    for (List strides : tuples_below(List(extents.size(), extents.size() == 4 ? 5 : 9))) {
      for (std::int64_t& stride : strides) ++stride;
      const Layout layout{.kind = Layout::Kind::kStrided, .strides = strides, .offset = 0};
      std::set<std::int64_t> places;
      bool shared = false;
      for (const List& tuple : tuples_below(extents)) {
        shared = !places
                      .insert(std::inner_product(tuple.begin(), tuple.end(), strides.begin(),
                                                 std::int64_t{0}))
                      .second ||
                 shared;
      }
      const std::string answer =
          support::refusal([&] { IndexMap(Shape::from_extents(extents), layout); });
      if (answer == "accepted") {
        ++accepted;
        ASSERT_FALSE(shared) << to_string(layout);
      } else {
        ++refused;
        ASSERT_EQ(answer, "layout: strides let two elements share one place");
      }
    }
  }
  EXPECT_GT(refused, 500);
  EXPECT_GT(accepted, 500);
}

TEST(IndexMapTest, WrongNumberOfStridesAndTooFarReachAreRefused) {
  const auto refused = [](const char* layout) {
    return support::refusal([&] { IndexMap(Shape::from_extents({2, 3}), parse_layout(layout)); });
  };

  EXPECT_EQ(refused("strided:1+0"), "layout: 1 strides for a shape of rank 2");
  EXPECT_EQ(refused("strided:6,3,1+0"), "layout: 3 strides for a shape of rank 2");
  EXPECT_EQ(refused("strided:1099511627776,1+0"), "layout: strides reach beyond 2^40 elements");
  EXPECT_EQ(refused("strided:1,549755813888+0"), "layout: strides reach beyond 2^40 elements");
}

TEST(IndexMapTest, EmptyShapesHaveNoStorage) {
  for (const List& extents : {List{0, 3}, List{2, 3, 0}, List{0, 1, 0, 4}}) {
    for (const char* layout : {"nchw", "nhwc"}) {
      const IndexMap map(Shape::from_extents(extents), parse_layout(layout));
      EXPECT_EQ(map.count(), 0);
      EXPECT_EQ(map.storage_count(), 0);
    }
  }
}

TEST(IndexMapTest, VectorIsIndexedThroughTheChannel) {
  const IndexMap map = IndexMap::vector(5);
  for (std::int64_t c = 0; c < 5; ++c) {
    EXPECT_EQ(map(0, c, 0), c);
    EXPECT_EQ(map.place(c), c);
  }
  EXPECT_EQ(map.count(), 5);
  EXPECT_EQ(map.storage_count(), 5);
}

TEST(IndexMapTest, SpatialStrideIsGivenOnlyWhereItIsCommon) {
  const auto stride = [](const List& extents, const char* layout) {
    return IndexMap(Shape::from_extents(extents), parse_layout(layout)).spatial_stride();
  };

  EXPECT_EQ(stride({2, 3, 4, 5}, "nchw"), 1);
  EXPECT_EQ(stride({2, 3, 4, 5}, "nhwc"), 3);
  EXPECT_EQ(stride({2, 3, 4, 5}, "strided:120,40,10,2+0"), 2);
  EXPECT_EQ(stride({2, 3, 4, 5}, "strided:150,50,11,2+0"), 0);
}

}  // namespace
}  // namespace normaudit
