#pragma once
// A backend: a thing under test, reached by everyone through its registry and never by inclusion.

#include <functional>
#include <optional>
#include <string>

#include "core/contract.h"
#include "core/problem.h"
#include "core/registry.h"
#include "core/role.h"

namespace normaudit {

struct Backend {
  std::string name;
  std::string sentence;  ///< the formula in one line
  std::string source;    ///< where the algorithm is published
  /// None for a backend whose arithmetic is unknown: it is graded instead of judged by a bound.
  std::optional<NumericContract> contract;
  /// Empty when the backend can do it, else the reason why not.
  std::function<std::string(const Problem&)> supports;
  /// Reads `inputs` and fills every array of `outputs` (those of outputs_of(problem)), which the
  /// caller made. For the pass backward, `inputs` also holds save_mean and save_invstd as this
  /// backend's own forward_training left them. running_mean, running_var and num_batches_tracked in
  /// `outputs` hold their old values: they are in-out, and forward_training with running statistics
  /// counts its batch, an empty one too. Never throws for a problem it supports.
  std::function<void(const Problem& problem, const Tensors& inputs, Tensors& outputs)> run;
};

/// Throws InputError naming every registered backend when there is none of this name.
const Backend& find_backend(std::string_view name);

}  // namespace normaudit
