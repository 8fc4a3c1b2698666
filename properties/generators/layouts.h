#pragma once
// Where the elements lie: dense, permuted, sliced, every second or third element, behind an offset.

#include "core/shape.h"

namespace normaudit::properties {

/// Any layout of the shape. Only inside rc::gen::exec; always four choices.
Layout any_layout(const Shape& shape);

}  // namespace normaudit::properties
