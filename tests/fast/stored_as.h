#pragma once
// A problem's numbers in another problem's formats.

#include "core/problem.h"
#include "core/role.h"

namespace normaudit {

/// The same numbers, rounded, as arrays of that problem.
inline Tensors stored_as(const Problem& problem, const Tensors& numbers) {
  Tensors result = numbers;
  for (auto& [role, array] : result.arrays) {
    array = make_array(problem, role);
    for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, numbers.at(role).get(i));
  }
  return result;
}

}  // namespace normaudit
