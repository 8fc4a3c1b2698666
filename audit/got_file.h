#pragma once
// Outputs made anywhere, from an npz file: the arrays that `check` judges.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "audit/case_file.h"
#include "files/npz.h"

namespace normaudit::audit {

struct Got {
  Tensors outputs;
  std::optional<std::int64_t> num_batches_tracked;
  std::vector<std::string> absent;  ///< outputs of the pass that the file does not hold
};

/// Throws InputError for an array that is no output of the case's pass, or not of its shape.
Got read_got(const std::filesystem::path& path, const Case& user_case);
Got make_got(const files::NpzArrays& arrays, const std::string& file, const Case& user_case);

}  // namespace normaudit::audit
