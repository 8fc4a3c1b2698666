#pragma once
// The project's own source files, as the house rules see them.

#include <filesystem>
#include <string>
#include <vector>

namespace normaudit {

struct SourceFile {
  std::string path;  ///< relative to the project, with forward slashes
  std::vector<std::string> lines;
};

/// Every .h, .cc, .inc, .cuh and .cu file of the rooms below `root`, sorted by path.
std::vector<SourceFile> source_files(const std::filesystem::path& root);

}  // namespace normaudit
