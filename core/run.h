#pragma once
// Runs a backend on a problem under guard: NaN-filled outputs, watched inputs, and the
// floating-point environment compared.

#include <string>
#include <vector>

#include "core/backend.h"

namespace normaudit {

struct Run {
  /// Why the backend does not take this problem; empty when it ran.
  std::string unsupported;
  Tensors outputs;
  /// Broken rules beside the numbers: a write outside an output, a changed input, a changed
  /// environment.
  std::vector<std::string> findings;
};

/// For the pass backward the backend's own forward_training runs first, on the same inputs, and its
/// save_mean and save_invstd are handed on.
Run run_backend(const Backend& backend, const Problem& problem, const Tensors& inputs);

/// The same with y in the storage of x, and dx in that of dy (the caller's inputs stay as they
/// are). An overwritten input is no finding.
Run run_in_place(const Backend& backend, const Problem& problem, const Tensors& inputs);

/// The problem whose forward_training belongs to a backward problem: same arrays, no running
/// statistics.
Problem forward_of(const Problem& backward);

}  // namespace normaudit
