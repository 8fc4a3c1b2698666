#pragma once
// The golden data of the selected families, generated but not written.

#include <nlohmann/json.hpp>
#include <vector>

#include "files/npz.h"
#include "files/records.h"
#include "golden/generate.h"

namespace normaudit::golden {

struct GeneratedFamily {
  const Family* family;
  files::NpzArrays arrays;
  files::Json entry;  ///< of the manifest
};

/// In the order of the names.
std::vector<GeneratedFamily> generate_in_memory(const Selection& selection);

}  // namespace normaudit::golden
