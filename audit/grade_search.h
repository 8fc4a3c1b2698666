#pragma once
// The adversarial part of the audit: problems climbed to, on which a backend comes far down the
// ladder.

#include <cstdint>
#include <vector>

#include "audit/measurement.h"

namespace normaudit::audit {

/// The family that the problems found stand under in every report.
inline constexpr const char* kSearchFamily = "search";

struct GradeSearch {
  const Backend* backend = nullptr;
  Pass pass = Pass::kForwardTraining;
  std::uint64_t evaluations = 0;
};

/// Climbs, with a fixed seed, on error over the bound of the class the contract declares, or of the
/// class an output is graded without a contract. Keeps the problems that were the first on which an
/// output exceeded a rung, and the one nearest to its bound: no other problem tried lowers a grade.
std::vector<Measurement> search_for_grade(const GradeSearch& search);

}  // namespace normaudit::audit
