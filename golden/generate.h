#pragma once
// Generates the golden data from the registered families.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "golden/family.h"

namespace normaudit::golden {

struct Selection {
  std::optional<std::string> family;  ///< none: all
  int threads = 1;                    ///< any number gives the same bytes
};

/// Throws InputError where there is no such family.
std::vector<const Family*> selected_families(const Selection& selection);

/// Writes FAMILY.npz for each selected family, then manifest.json. Where nothing changes the files
/// stay as they are, provenance included.
void generate(const std::filesystem::path& data_folder, const Selection& selection);

}  // namespace normaudit::golden
