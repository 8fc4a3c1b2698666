// Drawing layouts.
#include "properties/generators/layouts.h"

#include <algorithm>
#include <numeric>

#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

// The dimensions in the order in which they lie, outermost first: the `which`-th permutation.
std::vector<std::size_t> permutation(std::size_t rank, std::uint64_t which) {
  std::vector<std::size_t> left(rank);
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<std::size_t> order;
  while (!left.empty()) {
    const auto next = static_cast<std::ptrdiff_t>(which % left.size());
    which /= left.size();
    order.push_back(left[static_cast<std::size_t>(next)]);
    left.erase(left.begin() + next);
  }
  return order;
}

}  // namespace

Layout any_layout(const Shape& shape) {
  constexpr std::uint64_t kPermutations = 120;  // of five dimensions
  const std::uint64_t kind = below(8);
  const std::uint64_t order = below(kPermutations);
  const std::uint64_t gaps = below(3 * 32);
  const auto offset = static_cast<std::int64_t>(below(10));
  if (kind < 3) return {};
  if (kind < 5) return {.kind = Layout::Kind::kNhwc, .strides = {}, .offset = 0};
  const std::vector<std::int64_t> extents = shape.extents();
  Layout layout{.kind = Layout::Kind::kStrided, .strides = {}, .offset = offset};
  layout.strides.resize(extents.size());
  auto stride = static_cast<std::int64_t>(1 + gaps % 3);
  std::vector<std::size_t> dimensions = permutation(extents.size(), order);
  std::reverse(dimensions.begin(), dimensions.end());
  for (std::size_t dimension : dimensions) {
    layout.strides[dimension] = stride;
    stride *= std::max<std::int64_t>(extents[dimension], 1);
    // A slice: one element more after each run of this dimension.
    stride += static_cast<std::int64_t>((gaps / 3 >> dimension) & 1);
  }
  return layout;
}

}  // namespace normaudit::properties
