// Reading the project's own source files.
#include "tests/house/source_files.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace normaudit {
namespace {

// The rooms, so that build trees and other folders a developer keeps are not looked at.
const std::set<std::string> kRooms{"core",  "files",    "reference", "impl",  "cuda",
                                   "peers", "verdict",  "golden",    "audit", "tests",
                                   "bench", "examples", "properties"};
const std::set<std::string> kExtensions{".h", ".cc", ".inc", ".cuh", ".cu"};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<SourceFile> source_files(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const std::string& room : kRooms) {
    if (!std::filesystem::is_directory(root / room)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room)) {
      if (!entry.is_regular_file() || !kExtensions.contains(entry.path().extension().string())) {
        continue;
      }
      files.push_back(
          {std::filesystem::relative(entry.path(), root).generic_string(), lines_of(entry.path())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace normaudit
