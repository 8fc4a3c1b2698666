// The tree of pairwise sums and Chan's merges: its shape, and the depth its bounds rely on.
#include "impl/balanced_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>

namespace normaudit {
namespace {

TEST(BalancedTree, FullSubtreesMergeFirstAndTheRestFromTheLastToTheFirst) {
  const auto shape = [](std::int64_t leaves) {
    const auto join = [](const std::string& a, const std::string& b) { return "(" + a + b + ")"; };
    BalancedTree<std::string, decltype(join)> tree(join);
    for (std::int64_t i = 0; i < leaves; ++i) tree.add(std::string(1, static_cast<char>('a' + i)));
    return tree.root();
  };
  EXPECT_EQ(shape(1), "a");
  EXPECT_EQ(shape(2), "(ab)");
  EXPECT_EQ(shape(3), "((ab)c)");
  EXPECT_EQ(shape(4), "((ab)(cd))");
  EXPECT_EQ(shape(7), "(((ab)(cd))((ef)g))");
  EXPECT_EQ(shape(11), "((((ab)(cd))((ef)(gh)))((ij)k))");
}

TEST(BalancedTree, NoLeafIsDeeperThanTheLogarithmOfTheirNumberRoundedUp) {
  const auto deeper = [](int a, int b) { return std::max(a, b) + 1; };
  BalancedTree<int, decltype(deeper)> tree(deeper);
  for (std::uint64_t leaves = 1; leaves <= 5000; ++leaves) {
    tree.add(0);
    EXPECT_EQ(tree.root(), std::bit_width(leaves - 1)) << leaves;
  }
}

}  // namespace
}  // namespace normaudit
