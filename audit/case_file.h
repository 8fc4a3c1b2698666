#pragma once
// A case: the user's own arrays from an npz file, read as one problem with its inputs.

#include <filesystem>

#include "audit/case_flags.h"
#include "core/problem.h"
#include "files/npz.h"

namespace normaudit::audit {

struct Case {
  Problem problem;
  Tensors inputs;  ///< those the pass reads
  bool uint16_is_bfloat16 = false;
};

/// Checks every array of the file, also those that the pass does not read. Arrays of different
/// dtypes that share one of the problem's three are widened to float64, which changes no number.
Case read_case(const std::filesystem::path& path, const CaseFlags& flags);

/// The same from arrays already read; `file` begins the sentence of every error.
Case make_case(const files::NpzArrays& arrays, const std::string& file, const CaseFlags& flags);

}  // namespace normaudit::audit
