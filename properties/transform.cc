// Moving elements between places and arrays.
#include "properties/transform.h"

#include <algorithm>
#include <numeric>

namespace normaudit::properties {

Permutation any_permutation(Philox& words, std::int64_t count) {
  Permutation order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[uniform_below(words, i)]);
  return order;
}

const Permutation& Rearrangement::of(Role role) const {
  switch (facts(role).kind) {
    case RoleKind::kData:
      return data;
    case RoleKind::kParameter:
      return parameters;
    case RoleKind::kStatistic:
      break;
  }
  return statistics;
}

Tensors rearranged(const Tensors& inputs, const Rearrangement& rearrangement) {
  Tensors result = inputs;
  for (auto& [role, array] : result.arrays) {
    const Tensor& from = inputs.at(role);
    for (std::int64_t i = 0; i < array.count(); ++i) {
      array.set_bits(moved(rearrangement.of(role), i), from.bits(i));
    }
  }
  return result;
}

bool same_inputs(const Tensors& a, const Tensors& b) {
  return std::ranges::all_of(
      a.arrays, [&](const auto& each) { return same_bits(each.second, b.at(each.first)); });
}

Tensors laid_out(const Problem& problem, const Tensors& inputs) {
  Tensors result;
  result.num_batches_tracked = inputs.num_batches_tracked;
  for (const auto& [role, from] : inputs.arrays) {
    Tensor array = make_array(problem, role);
    for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, from.bits(i));
    result.arrays.emplace(role, std::move(array));
  }
  return result;
}

std::int64_t channel_of(const Problem& problem, Role role, std::int64_t index) {
  const Operator& op = operator_of(problem);
  const bool by_element = facts(role).kind == RoleKind::kParameter &&
                          op.affine_index == Operator::AffineIndex::kElement;
  const bool has_places = by_element || facts(role).kind == RoleKind::kData;
  const std::int64_t plane = has_places ? index / problem.shape.spatial_count() : index;
  return plane % problem.shape.channels;
}

Layout any_strides(Philox& words, const Shape& shape) {
  const std::vector<std::int64_t> extents = shape.extents();
  Layout layout{.kind = Layout::Kind::kStrided,
                .strides = std::vector<std::int64_t>(extents.size()),
                .offset = static_cast<std::int64_t>(uniform_below(words, 8))};
  std::int64_t stride = 1;
  for (std::int64_t dimension : any_permutation(words, static_cast<std::int64_t>(extents.size()))) {
    const auto d = static_cast<std::size_t>(dimension);
    stride *= 1 + static_cast<std::int64_t>(uniform_below(words, 2));
    layout.strides[d] = stride;
    stride *= std::max<std::int64_t>(extents[d], 1);
  }
  return layout;
}

Shape any_rank(Philox& words, const Shape& shape) {
  const std::int64_t places = shape.spatial_count();
  Shape result = shape;
  result.spatial.clear();
  if (places == 1 && uniform_below(words, 2) == 0) return result;
  result.spatial = {places};
  if (places > 1 && uniform_below(words, 2) == 0) {
    std::int64_t factor = 1 + static_cast<std::int64_t>(uniform_below(words, places));
    while (places % factor != 0) --factor;
    result.spatial = {factor, places / factor};
  }
  if (uniform_below(words, 3) == 0) result.spatial.insert(result.spatial.begin(), 1);
  return result;
}

}  // namespace normaudit::properties
