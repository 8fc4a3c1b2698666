#pragma once
// Checks stored golden data: everything is generated again and compared, array by array and field
// by field.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "golden/generate.h"

namespace normaudit::golden {

struct CheckReport {
  std::vector<std::string> findings;  ///< sentences, each naming file and array or field
  std::int64_t families = 0;          ///< compared
  std::int64_t problems = 0;
  std::int64_t arrays = 0;   ///< compared byte for byte
  std::int64_t digests = 0;  ///< of arrays that are generated again but not stored

  bool good() const { return findings.empty(); }
};

/// Both ways: files that belong to no family, and families, or the manifest, without a file.
std::vector<std::string> census(const std::filesystem::path& data_folder);

/// Findings are: an array whose bytes, dtype or shape differ from what is generated, or whose
/// digest is not the manifest's; a manifest field that differs; data without a family and families
/// without data; files that do not belong. Provenance is not compared. Never throws for bad data,
/// but InputError where there is no folder or no manifest in it.
CheckReport check(const std::filesystem::path& data_folder, const Selection& selection);

}  // namespace normaudit::golden
