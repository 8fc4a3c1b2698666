#pragma once
// Problems as recipes: a text's worth of fields is drawn and shrunk, never a tensor.

#include <rapidcheck.h>

#include "core/problem.h"

namespace normaudit::properties {

/// Any valid problem of any registered operator and hazard, small enough for the slow path.
rc::Gen<Problem> any_problem();

}  // namespace normaudit::properties
