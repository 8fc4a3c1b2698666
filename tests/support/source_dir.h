#pragma once
// Where a test finds the project's files: where it was built, or where the environment variable
// NORMAUDIT_SOURCE_DIR says, since a bundle's programs run on another machine (script/gpu).

#include <cstdlib>
#include <filesystem>

namespace normaudit::support {

inline std::filesystem::path source_dir() {
  const char* text = std::getenv("NORMAUDIT_SOURCE_DIR");
  return text == nullptr ? NORMAUDIT_SOURCE_DIR : text;
}

}  // namespace normaudit::support
