#pragma once
// The elements of one group, as flat logical indices: samples, then channels, then places.

#include <cstdint>

#include "core/problem.h"

namespace normaudit {

/// Calls body(logical) for every element, in order.
template <class Body>
void each_element(const Problem& problem, std::int64_t group_index, Body body) {
  const Shape& shape = problem.shape;
  const Group group = operator_of(problem).group(shape, problem.groups, group_index);
  const std::int64_t places = shape.spatial_count();
  for (std::int64_t n = group.first_sample; n < group.first_sample + group.samples; ++n) {
    for (std::int64_t c = group.first_channel; c < group.first_channel + group.channels; ++c) {
      for (std::int64_t s = 0; s < places; ++s) body((n * shape.channels + c) * places + s);
    }
  }
}

}  // namespace normaudit
