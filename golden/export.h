#pragma once
// Golden data in other containers, for tools that do not read the archives.

#include <filesystem>
#include <string_view>
#include <vector>

#include "golden/generate.h"

namespace normaudit::golden {

enum class ExportFormat : std::uint8_t { kNpz, kCsv, kSafetensors };

/// Throws InputError naming the text.
ExportFormat parse_export_format(std::string_view text);

struct Export {
  std::filesystem::path data_folder;  ///< what generate wrote
  std::filesystem::path out_folder;
  Selection selection;
  ExportFormat format = ExportFormat::kNpz;
};

/// Reads the stored data and writes one file per family (csv, safetensors) or one folder per family
/// with one case per problem (npz, named as `normaudit exact` and `check` name arrays). The files
/// written, in order. Throws InputError where the data cannot be read.
std::vector<std::filesystem::path> export_golden(const Export& request);

}  // namespace normaudit::golden
