#pragma once
// Hill climbing on error over bound, never on error: error alone is largest where the problem is
// merely ill-conditioned. What it finds is the largest known, not the maximum.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "properties/law.h"

namespace normaudit::properties {

struct ClimbTask {
  /// What to make large; negative where a problem says nothing (it is not supported, say).
  std::function<double(const Problem&)> score;
  /// Makes of any drawn problem one that is searched (a pass, a format). No function: any is.
  std::function<void(Problem&)> prepare;
};

/// A search ends with the first of the two that is spent.
struct ClimbEffort {
  std::uint64_t evaluations = 10'000;
  std::chrono::milliseconds budget = std::chrono::hours(24);
  std::uint64_t seed = 1;
};

struct Climb {
  double best = -1;     ///< the largest score known; negative where no problem said anything
  std::string problem;  ///< its problem's text
  std::uint64_t evaluations = 0;
  std::uint64_t restarts = 0;
};

/// Climbs from the best of some drawn problems, or once more from the best one known, until no
/// change has helped for a while.
/// The same on any machine for the same seed and number of evaluations.
Climb climb(const ClimbTask& task, const ClimbEffort& effort);

/// The best of as many drawn problems: what a climb is measured against.
Climb sample(const ClimbTask& task, const ClimbEffort& effort);

/// Finding::worst of the law on the backend; infinite where the law breaks in another way.
ClimbTask task_of(const Law& law, const Backend& backend);

}  // namespace normaudit::properties
