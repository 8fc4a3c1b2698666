#pragma once
// The grade of every backend, pass and output over all problems run, from the records alone.

#include <span>
#include <string>
#include <vector>

#include "audit/record.h"

namespace normaudit::audit {

/// The first rung of the ladder that no record exceeds and that at least one is not silent about,
/// all formats together, each by its own u. "wrong" where the loosest rung is exceeded, too;
/// "vacuous" where every rung that is left is silent, or nothing ran.
struct Grade {
  std::string backend;
  std::string algorithm;  ///< the class its contract declares; empty without one
  Pass pass = Pass::kForwardTraining;
  Role output = Role::kY;
  std::string grade;
  /// The problems tell the grade from its neighbours: its own records exceed every tighter rung,
  /// and those of some backend exceed this one (below the loosest there is nothing to be told
  /// from). Where not, a backend of a looser class might have been given the same grade.
  bool separated = false;
  std::int64_t runs = 0;
  /// The loosest exceeded rung above the grade, the first problem that exceeds it and the command
  /// that repeats it; empty where none is exceeded.
  std::string exceeds;
  std::string problem;
  std::string repeat;
};

/// By pass, backend and output.
std::vector<Grade> grades_of(std::span<const Record> records);

/// A block per pass, outputs across, every backend a row; "~" after a grade that is not separated.
std::string render_grades(std::span<const Grade> grades);

/// The line of results.jsonl (audit/schema/grade.schema.json), its newline included.
std::string render_line(const Grade& grade);

}  // namespace normaudit::audit
