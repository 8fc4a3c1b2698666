#pragma once
// The arithmetic of the classes that merge means, as a scalar model: leaves of several numbers, or
// Welford's steps, under trees of several shapes, with at most one thing wrong. docs/bounds.md,
// sections 4.12 to 4.14.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/contract.h"
#include "core/random.h"
#include "impl/textbook.h"

namespace normaudit::verdict {

enum class Shape : std::uint8_t {
  kBalanced,  ///< halves of consecutive leaves
  kChain,     ///< one leaf after the other
  kRagged,    ///< a chain of leaves of 1 to `block` numbers after a full one
  kLanes,     ///< leaf i in lane i % lanes, a chain in each lane, then lanes as in shuffle-down
  kRandom,    ///< split at a random place, as far as the second part's limit allows
};

enum class Flaw : std::uint8_t {
  kNone,
  kWeightOfFirst,      ///< nA/n for nB/n
  kCrossTermMissing,   ///< M2 = M2A + M2B
  kMeanOfOneNumber,    ///< y from fl(pivot + delta)
  kCountOfFullLeaf,    ///< a leaf's sum divided by `block`
  kSquaresAboutPivot,  ///< a leaf's M2 about 0
};

struct Merging {
  Shape shape = Shape::kBalanced;
  std::int64_t block = 16;
  std::int64_t lanes = 32;
  bool welford = false;  ///< steps of one number about 0, in lanes
  Flaw flaw = Flaw::kNone;
};

/// Puts consecutive leaves together as the shape says; `merge(first, second)`.
template <class Node, class Merge>
Node fold(const Merging& merging, std::vector<Node> nodes, Merge merge) {
  const auto chain = [&](std::size_t first, std::size_t stride) {
    Node node = nodes[first];
    for (std::size_t i = first + stride; i < nodes.size(); i += stride) {
      node = merge(node, nodes[i]);
    }
    return node;
  };
  if (merging.shape == Shape::kChain || merging.shape == Shape::kRagged) return chain(0, 1);
  if (merging.shape == Shape::kLanes) {
    const auto lanes = std::min(static_cast<std::size_t>(merging.lanes), nodes.size());
    std::vector<Node> parts;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      parts.push_back(chain(lane, static_cast<std::size_t>(merging.lanes)));
    }
    for (auto offset = static_cast<std::size_t>(merging.lanes) / 2; offset > 0; offset /= 2) {
      for (std::size_t i = 0; i + offset < parts.size(); ++i) {
        parts[i] = merge(parts[i], parts[i + offset]);
      }
    }
    return parts.front();
  }
  Philox words({nodes.size(), 4});
  const auto subtree = [&](const auto& self, std::size_t first, std::size_t end) -> Node {
    const std::size_t count = end - first;
    if (count == 1) return nodes[first];
    // Only the last leaf may be short: a third of the leaves holds a third of the numbers.
    const std::size_t least = (count + 2) / 3;
    const std::size_t in_first = merging.shape == Shape::kBalanced
                                     ? (count + 1) / 2
                                     : least + uniform_below(words, count - least);
    Node left = self(self, first, first + in_first);
    return merge(std::move(left), self(self, first + in_first, end));
  };
  return subtree(subtree, 0, nodes.size());
}

/// How many numbers each leaf has.
inline std::vector<std::int64_t> leaf_sizes(const Merging& merging, std::int64_t n) {
  std::vector<std::int64_t> sizes;
  Philox words({static_cast<std::uint64_t>(n), 5});
  const auto block = static_cast<std::uint64_t>(merging.block);
  for (std::int64_t left = n; left > 0; left -= sizes.back()) {
    const bool drawn = merging.shape == Shape::kRagged && !sizes.empty();
    const auto size =
        drawn ? static_cast<std::int64_t>(1 + uniform_below(words, block)) : merging.block;
    sizes.push_back(std::min(size, left));
  }
  return sizes;
}

/// Merges above the deepest leaf.
inline std::int64_t depth_of(const Merging& merging, std::int64_t n) {
  const auto leaves = static_cast<std::size_t>(std::ssize(leaf_sizes(merging, n)));
  return fold(merging, std::vector<std::int64_t>(leaves, 0),
              [](std::int64_t a, std::int64_t b) { return std::max(a, b) + 1; });
}

template <class T>
struct Part {
  std::int64_t count = 0;
  T mean = 0;
  T squares = 0;
};

template <class T>
Part<T> merged(Flaw flaw, const Part<T>& a, const Part<T>& b) {
  const std::int64_t count = a.count + b.count;
  const std::int64_t second = flaw == Flaw::kWeightOfFirst ? a.count : b.count;
  const T weight = static_cast<T>(second) / static_cast<T>(count);
  const T distance = b.mean - a.mean;
  const T both = a.squares + b.squares;
  const T cross = static_cast<T>(a.count) * weight;
  return {count, std::fma(distance, weight, a.mean),
          flaw == Flaw::kCrossTermMissing ? both : std::fma(distance * distance, cross, both)};
}

template <class T>
T sum_of_four(const std::array<T, 4>& four) {
  return (four[0] + four[1]) + (four[2] + four[3]);
}

/// In two passes with four accumulators.
template <class T>
Part<T> leaf_of(const Merging& merging, const T* numbers, std::int64_t count) {
  std::array<T, 4> sums{};
  for (std::int64_t i = 0; i < count; ++i) {
    T& sum = sums[static_cast<std::size_t>(i % 4)];
    sum = sum + numbers[i];
  }
  const std::int64_t divisor = merging.flaw == Flaw::kCountOfFullLeaf ? merging.block : count;
  const T mean = sum_of_four(sums) / static_cast<T>(divisor);
  std::array<T, 4> squares{};
  for (std::int64_t i = 0; i < count; ++i) {
    const T e = merging.flaw == Flaw::kSquaresAboutPivot ? numbers[i] : numbers[i] - mean;
    T& sum = squares[static_cast<std::size_t>(i % 4)];
    sum = std::fma(e, e, sum);
  }
  return {count, mean, sum_of_four(squares)};
}

template <class T>
Part<T> moments_about(const Merging& merging, const std::vector<T>& x, T pivot) {
  std::vector<T> d;
  for (T value : x) d.push_back(value - pivot);
  std::vector<Part<T>> leaves;
  const T* first = d.data();
  for (std::int64_t size : leaf_sizes(merging, std::ssize(x))) {
    leaves.push_back(leaf_of(merging, first, size));
    first += size;
  }
  return fold(merging, leaves,
              [&](const Part<T>& a, const Part<T>& b) { return merged(merging.flaw, a, b); });
}

/// The steps of a lane, then the tree of lanes.
template <class T>
Part<T> welford_moments(const Merging& merging, const std::vector<T>& x) {
  std::vector<Part<T>> lanes(
      static_cast<std::size_t>(std::min<std::int64_t>(merging.lanes, std::ssize(x))));
  for (std::size_t i = 0; i < x.size(); ++i) {
    Part<T>& lane = lanes[i % static_cast<std::size_t>(merging.lanes)];
    const T deviation = x[i] - lane.mean;
    lane.mean = lane.mean + deviation / static_cast<T>(++lane.count);
    lane.squares = lane.squares + deviation * (x[i] - lane.mean);
  }
  return fold(merging, lanes,
              [&](const Part<T>& a, const Part<T>& b) { return merged(merging.flaw, a, b); });
}

template <class T>
T median_of_five(const std::vector<T>& x) {
  std::array<T, 5> five{};
  for (std::size_t i = 0; i < 5; ++i) five[i] = x[(x.size() - 1) / 4 * i];
  std::sort(five.begin(), five.end());
  return five[2];
}

template <class T>
std::vector<T> numbers_of(const GroupView<T>& view) {
  std::vector<T> numbers;
  view.for_each([&](T value) { numbers.push_back(value); });
  return numbers;
}

template <Merging kMerging>
struct Merges : Textbook {
  template <class T>
  static std::pair<Part<T>, T> parts_of(const GroupView<T>& view) {
    const std::vector<T> x = numbers_of(view);
    if constexpr (kMerging.welford) return {welford_moments(kMerging, x), T{0}};
    const T pivot = median_of_five(x);
    return {moments_about(kMerging, x, pivot), pivot};
  }

  template <class T>
  static Moments<T> moments(const GroupView<T>& view) {
    const auto [part, pivot] = parts_of(view);
    return {pivot + part.mean, part.squares / static_cast<T>(part.count)};
  }

  /// y = fma(((x - pivot) - delta)*invstd, weight, bias).
  template <class T>
  static void normalize(const TextbookCall<T>& call, const Group& group, T mean, T invstd) {
    const View<const T> x = call.input(Role::kX);
    const GroupView<T> numbers(x, group);
    const bool one_number = kMerging.welford || kMerging.flaw == Flaw::kMeanOfOneNumber ||
                            call.problem.pass != Pass::kForwardTraining || numbers.count() == 0;
    if (one_number) return normalize_group(call, group, mean, invstd);
    const auto [part, pivot] = parts_of(numbers);
    const auto weight = call.optional_input(Role::kWeight);
    const auto bias = call.optional_input(Role::kBias);
    const View<T> y = call.output(Role::kY);
    for_each_place(
        group, x.map->spatial_count(), [&](std::int64_t n, std::int64_t c, std::int64_t s) {
          const std::int64_t a = call.affine_index(c, s);
          const T value = ((x(n, c, s) - pivot) - part.mean) * invstd;
          y(n, c, s) = std::fma(value, weight ? (*weight)[a] : T{1}, bias ? (*bias)[a] : -T{0});
        });
  }

  /// Both sums in the tree of the moments, fused in its leaves.
  template <class T>
  static GradientSums<T> gradient_sums(const TextbookCall<T>& call, const Group& group, T mean) {
    const std::vector<T> x = numbers_of(GroupView<T>(call.input(Role::kX), group));
    const std::vector<T> dy = numbers_of(GroupView<T>(call.input(Role::kDy), group));
    std::vector<GradientSums<T>> leaves;
    std::size_t i = 0;
    for (std::int64_t size : leaf_sizes(kMerging, std::ssize(x))) {
      GradientSums<T> sums;
      for (std::int64_t j = 0; j < size; ++j, ++i) {
        sums.dy = sums.dy + dy[i];
        sums.dot = std::fma(x[i] - mean, dy[i], sums.dot);
      }
      leaves.push_back(sums);
    }
    if (leaves.empty()) return {};
    return fold(kMerging, leaves, [](const GradientSums<T>& a, const GradientSums<T>& b) {
      return GradientSums<T>{.dy = a.dy + b.dy, .dot = a.dot + b.dot};
    });
  }
};

}  // namespace normaudit::verdict
