#pragma once
// What became of every law on every backend, as one matrix with the reasons beneath it.

#include <string>
#include <vector>

#include "properties/run_law.h"

namespace normaudit::audit {

struct LawRow {
  const properties::Law* law = nullptr;
  const Backend* backend = nullptr;
  properties::LawOutcome outcome;
  std::uint64_t seed = 0;
};

/// The command that repeats a failed row's smallest problem.
std::string repeat_command(const LawRow& row);

/// Laws down, backends across (by number, with a legend): how many cases held, "-" where the law
/// excludes the backend, "vacuous" or "FAIL"; then what failed and why, and what was vacuous.
std::string render_law_matrix(const std::vector<LawRow>& rows);

/// Every mutant with the law that had to notice it, and after how many cases it did.
std::string render_mutants(const std::vector<LawRow>& rows);

/// One JSON line a row (audit/schema/law.schema.json).
std::string render_law_line(const LawRow& row);

}  // namespace normaudit::audit
