#pragma once
// A law: a property that every backend it fits keeps on every problem it applies to. Free of the
// property-testing library.

#include <functional>
#include <string>
#include <vector>

#include "core/backend.h"
#include "core/problem.h"
#include "core/random.h"
#include "core/registry.h"
#include "properties/finding.h"

namespace normaudit::properties {

/// What a law is tried on: a backend and a problem it supports, with that problem's inputs.
struct Trial {
  const Backend& backend;
  const Problem& problem;
  const Tensors& inputs;
};

struct Law {
  std::string name;
  std::string sentence;  ///< what holds, and under which conditions
  /// Tags (properties/tags.h) that its trials must reach, or the law is vacuous.
  std::vector<std::string> reaches;
  /// Why the law says nothing of this backend, whatever the problem (its contract does not promise
  /// it, say); empty where it fits. No function: it fits every backend.
  std::function<std::string(const Backend&)> excludes;
  /// Makes of any problem one that the law is about, changing as little as it can (a pass, a
  /// momentum). Must give a valid problem. No function: it is about every problem.
  std::function<void(Problem&)> bend;
  /// Tries the law. Further choices it makes (a scale, a permutation) come from
  /// choices_of(problem), so that the problem's text repeats the whole trial.
  std::function<Finding(const Trial&)> check;
};

/// Throws InputError naming every registered law when there is none of this name.
const Law& find_law(std::string_view name);

/// The words for a law's own choices.
Philox choices_of(const Problem& problem);

}  // namespace normaudit::properties
