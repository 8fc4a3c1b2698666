#pragma once
// Every exact output of a case as arrays for a file: NAME, NAME_lo and, where a format was asked
// for, NAME_rn.

#include <optional>

#include "audit/case_file.h"
#include "core/dtype.h"
#include "files/npz.h"

namespace normaudit::audit {

struct ExactOptions {
  std::optional<Dtype> output_dtype;  ///< the format of the NAME_rn
  int threads = 1;
};

files::NpzArrays exact_arrays(const Case& user_case, const ExactOptions& options);

}  // namespace normaudit::audit
