#pragma once
// A copy of one family's committed data in a folder of its own, to be damaged.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "golden/check.h"

namespace normaudit::golden {

inline std::filesystem::path committed_data() {
  return std::filesystem::path(NORMAUDIT_SOURCE_DIR) / "golden" / "data";
}

/// Removes itself; its name keeps tests that run at the same time apart.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::path(testing::TempDir()) /
              ("normaudit_golden_" +
               std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + "_" +
               std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The committed data, and the small family that the tests damage and check.
class DamagedData : public testing::Test {
 protected:
  static constexpr const char* kFamily = "signed_and_zero_weights";

  DamagedData() {
    for (const auto& entry : std::filesystem::directory_iterator(committed_data())) {
      std::filesystem::copy(entry.path(), folder_.path());
    }
  }

  std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }
  std::filesystem::path npz() const { return file(std::string(kFamily) + ".npz"); }

  std::vector<std::string> findings() const {
    return check(folder_.path(), {.family = kFamily}).findings;
  }

  TemporaryFolder folder_;
};

/// True when one of the sentences holds every one of the words.
inline bool has_finding(const std::vector<std::string>& findings,
                        const std::vector<std::string>& words) {
  for (const std::string& finding : findings) {
    bool all = true;
    for (const std::string& word : words) all = all && finding.find(word) != std::string::npos;
    if (all) return true;
  }
  return false;
}

}  // namespace normaudit::golden
