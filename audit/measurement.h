#pragma once
// One backend run on one problem and judged: by the bound of its contract, or graded where it
// declares none.

#include <string>
#include <vector>

#include "core/backend.h"
#include "core/problem.h"
#include "verdict/grade.h"
#include "verdict/judge.h"

namespace normaudit::audit {

struct Measurement {
  std::string backend;    ///< empty where the outputs came from a file
  std::string algorithm;  ///< the class its contract declares; empty without one
  Problem problem;
  verdict::Verdict verdict;
  /// The grade of every output of the verdict; empty where a contract's bound judged.
  std::vector<std::string> grades;
  /// Where every output of the verdict stands on the ladder; empty where the outputs came from a
  /// file.
  std::vector<verdict::OutputStandings> standings;
  /// Broken rules beside the numbers, as one clause; with one, the verdict is fail.
  std::string findings;
  Tensors inputs;
  Tensors outputs;  ///< empty when unsupported
};

Measurement measure(const Backend& backend, const Problem& problem);

/// Judges the outputs and sets verdict and grades; graded without a contract (nullptr).
void judge_outputs(Measurement& measured, const NumericContract* contract);

/// The command that repeats it, the same wherever the program lies (as_called makes it pasteable).
std::string repeat_command(const Problem& problem, const std::string& backend);

/// The inputs that the element of an output is made from: x at the same place for a data output,
/// else the least and the greatest x of its group or channel; NaNs count only where all are NaN.
struct InputRange {
  double least = 0;
  double greatest = 0;
  bool any = true;  ///< false for an empty group, whose range is NaN
};
InputRange inputs_behind(const Measurement& measured, Role output, std::int64_t logical);

}  // namespace normaudit::audit
