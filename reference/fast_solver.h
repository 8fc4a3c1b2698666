#pragma once
// The fast path over all groups of a problem whose operator has the fast form.

#include "reference/fast.h"

namespace normaudit::reference {

/// Fills `outputs`, which hold a float64 array for every output role, data arrays in the layout of
/// x; returns how many elements the rounding test left undecided. Needs at least one element.
struct Solve {
  const Problem& problem;
  const Tensors& inputs;
  FastOptions options;
  Tensors& outputs;
};
std::int64_t solve_groups(const Solve& solve);

/// Float64 arrays for every output, unfilled.
Tensors make_answers(const Problem& problem, const Tensors& inputs);

}  // namespace normaudit::reference
