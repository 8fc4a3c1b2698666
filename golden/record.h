#pragma once
// One golden problem as it is stored: its arrays for the npz and its record for the manifest.

#include <cstddef>
#include <nlohmann/json.hpp>

#include "files/npz.h"
#include "files/records.h"
#include "golden/answers.h"

namespace normaudit::golden {

struct StoredProblem {
  files::NpzArrays arrays;  ///< named "<index>.<name>"
  files::Json record;
};

/// "007.y_hi" for index 7 and name "y_hi".
std::string array_name(std::size_t index, std::string_view name);

/// The problem at `index` of its family, answered and rendered.
StoredProblem store(const Problem& problem, Family::Storage storage, std::size_t index);

}  // namespace normaudit::golden
