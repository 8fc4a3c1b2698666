#pragma once
// Shapes: how many channels and subsets of them, and how a group's elements spread over samples and
// places.

#include "core/operator.h"
#include "core/shape.h"

namespace normaudit::properties {

struct Extents {
  Shape shape;
  std::int64_t groups = 1;
};

/// Every rank, with any_count() elements a group where the rank allows it; sometimes all extents
/// alike, or all distinct. Only inside rc::gen::exec.
Extents any_extents(const Operator& op);

/// At most 16 elements, so that a text can hold them. Only inside rc::gen::exec.
Extents any_tiny_extents(const Operator& op);

/// 1, 2, 3, then around 8, 16, 64, 128 and 1024.
const std::vector<std::int64_t>& channel_counts();

}  // namespace normaudit::properties
