#pragma once
// A case's arrays by their roles: as pointers, and copied into the tensors that the oracle and this
// repository's backends read.

#include <vector>

#include "bench/cpu/contender.h"
#include "core/role.h"

namespace normaudit::bench::cpu {

/// The first of the role's numbers, in the order of storage.
float* numbers_of(Arrays& arrays, Role role);

/// What a contender may read: the pass's inputs, and in backward the statistics that were saved.
std::vector<Role> read_roles(const Problem& problem);

/// Copies of the numbers that are in the arrays now.
Tensors tensors_of(const Stage& stage, const std::vector<Role>& roles);

}  // namespace normaudit::bench::cpu
