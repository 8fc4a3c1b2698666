#pragma once
// A mutant: a backend with one bug, made of a right one, and the laws that must notice it.

#include <functional>
#include <string>
#include <vector>

#include "core/backend.h"
#include "core/registry.h"

namespace normaudit::mutants {

struct Mutant {
  std::string name;
  std::string sentence;                ///< what is wrong
  std::string source;                  ///< the public bug it re-enacts, or "synthetic"
  std::string base;                    ///< the backend whose contract it claims, "oracle" included
  std::vector<std::string> killed_by;  ///< laws that must notice it, each by itself
  /// Does what the base would, wrongly: calls base.run on changed arguments, or changes what it
  /// left, or computes by itself.
  std::function<void(const Backend& base, const Problem&, const Tensors& inputs, Tensors& outputs)>
      run;
};

/// The mutant as a backend named after it, with its base's contract and support.
Backend as_backend(const Mutant& mutant);

}  // namespace normaudit::mutants
