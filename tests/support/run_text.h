#pragma once
// Runs a backend on a problem given as text, and reads arrays as plain lists.

#include <string>
#include <vector>

#include "core/problem.h"
#include "core/run.h"

namespace normaudit::support {

/// The array's numbers in logical order.
std::vector<double> numbers(const Tensor& array);

/// What the named backend computes for the problem's own inputs; fails the running test when it
/// does not take the problem or breaks a rule of run_backend.
Tensors run_text(const std::string& backend, const std::string& problem);
Tensors run_problem(const std::string& backend, const Problem& problem);

/// Both hold the same roles with the same bits.
bool same_outputs(const Tensors& a, const Tensors& b);

}  // namespace normaudit::support
