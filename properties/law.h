#pragma once
// A law: a property that holds for every problem it applies to. Free of the property-testing
// library.

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/problem.h"
#include "core/registry.h"

namespace normaudit::properties {

/// How much to run and from which seed; the seed is printed with every broken law.
struct LawEffort {
  int cases = 100;
  std::uint64_t seed = 1;
};

struct LawOutcome {
  int cases = 0;               ///< problems on which the law held
  std::string counterexample;  ///< empty when the law held; else the smallest problem found and
                               ///< what it broke
  /// How often each pass and dtype was drawn: a law that applied to nothing is vacuous.
  std::map<std::string, int> drawn;
};

struct Law {
  std::string name;
  std::string sentence;
  /// What the problem breaks, in one sentence; empty where the law holds.
  std::function<std::string(const Problem&)> violation;
};

/// Draws problems, applies the law, and shrinks the first violation to a small problem.
LawOutcome run_law(const Law& law, const LawEffort& effort);

}  // namespace normaudit::properties
