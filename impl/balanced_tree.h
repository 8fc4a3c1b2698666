#pragma once
// A balanced binary tree over a stream of leaves in O(log leaves) memory: the pending subtrees are
// the ones of a binary counter.

#include <cstdint>
#include <vector>

namespace normaudit {

/// `merge(earlier, later)` gives the node above two neighbours. Leaves 2k and 2k+1 are merged as
/// soon as both are there, then pairs of pairs, and so on; at the end the subtrees left over are
/// merged from the last, the smallest, to the first. No leaf is deeper than ceil(log2(leaves)): the
/// j-th of m >= 2 leftover subtrees has at most 2^(h-j) leaves, where 2^(h-1) < leaves <= 2^h, and
/// min(j, m - 1) merges above it.
template <class Node, class Merge>
class BalancedTree {
 public:
  explicit BalancedTree(Merge merge) : merge_(merge) {}

  void add(Node leaf) {
    for (std::uint64_t carry = leaves_; (carry & 1) != 0; carry >>= 1) {
      leaf = merge_(pending_.back(), leaf);
      pending_.pop_back();
    }
    pending_.push_back(leaf);
    ++leaves_;
  }

  /// There is at least one leaf.
  Node root() const {
    Node node = pending_.back();
    for (auto earlier = pending_.rbegin() + 1; earlier != pending_.rend(); ++earlier) {
      node = merge_(*earlier, node);
    }
    return node;
  }

 private:
  Merge merge_;
  std::vector<Node> pending_;  // subtrees of falling size, one per 1 of leaves_
  std::uint64_t leaves_ = 0;
};

}  // namespace normaudit
