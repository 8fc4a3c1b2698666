// Rules of the house that a reader would otherwise have to enforce: file sizes and typed
// tolerances.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "tests/house/source_files.h"

namespace normaudit {
namespace {

constexpr std::size_t kMostLines = 400;

std::string faults_of_size(const std::vector<SourceFile>& files) {
  std::string faults;
  for (const SourceFile& file : files) {
    if (file.lines.size() > kMostLines) {
      faults += file.path + " has " + std::to_string(file.lines.size()) + " lines\n";
    }
  }
  return faults;
}

// Google Test's approximate comparisons, a number named as a tolerance, and a comparison with a
// small decimal literal (small hex literals are the edges of a format's range). Bounds are derived
// in verdict/; bench/ measures time.
bool has_typed_tolerance(std::string line) {
  static const std::regex kApproximate(R"((expect|assert)_(near|float_eq|double_eq)\b)");
  static const std::regex kNamed(
      R"((tol|tolerance|threshold|slack)[a-z_]*\s*[=<({]\s*(0x)?[0-9a-f.]+[ep][-+]?[0-9])");
  static const std::regex kCompared(R"([<>]=?\s*[0-9.]+e-[0-9])");
  line = line.substr(0, line.find("//"));
  std::transform(line.begin(), line.end(), line.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::regex_search(line, kApproximate) || std::regex_search(line, kNamed) ||
         std::regex_search(line, kCompared);
}

std::string faults_of_tolerance(const std::vector<SourceFile>& files) {
  std::string faults;
  for (const SourceFile& file : files) {
    if (file.path.starts_with("verdict/") || file.path.starts_with("bench/")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!has_typed_tolerance(file.lines[i])) continue;
      faults += file.path + ":" + std::to_string(i + 1) + ": " + file.lines[i] + "\n";
    }
  }
  return faults;
}

const std::vector<SourceFile>& project() {
  static const std::vector<SourceFile> kFiles = source_files(NORMAUDIT_SOURCE_DIR);
  return kFiles;
}

TEST(House, Sizes) {
  ASSERT_FALSE(project().empty());
  EXPECT_EQ(faults_of_size(project()), "");
}

TEST(House, SourcesOfEveryKindAreSeen) {
  for (const char* path : {"core/shape.h", "core/shape.cc", "reference/fast_sums.inc",
                           "cuda/kernels/moments.cuh", "cuda/backends/split.cu"}) {
    EXPECT_TRUE(std::any_of(project().begin(), project().end(), [&](const SourceFile& file) {
      return file.path == path;
    })) << path;
  }
}

TEST(House, SizesSeesALongFile) {
  const SourceFile longest{"core/a.cc", std::vector<std::string>(kMostLines)};
  const SourceFile longer{"core/b.cc", std::vector<std::string>(kMostLines + 1)};
  EXPECT_EQ(faults_of_size({longest, longer}), "core/b.cc has 401 lines\n");
}

TEST(House, Tolerances) {
  ASSERT_FALSE(project().empty());
  EXPECT_EQ(faults_of_tolerance(project()), "");
}

TEST(House, TolerancesSeesATypedOne) {
  // Put together here so that this file does not break the rule itself.
  const std::string small = std::string("1e") + "-5";
  for (const std::string& line :
       {std::string("EXPECT_") + "NEAR(a, b, c);", std::string("ASSERT_") + "FLOAT_EQ(a, b);",
        "const double kTolerance = " + small + ";", "double rtol{" + small + "};",
        "constexpr double kSlack = 0x1p" + std::string("-20;"),
        "if (error < " + small + ") return;"}) {
    EXPECT_NE(faults_of_tolerance({{"golden/a.cc", {line}}}), "") << line;
    EXPECT_EQ(faults_of_tolerance({{"verdict/a.cc", {line}}}), "") << line;
  }
  for (const char* line :
       {"problem.eps = 1e-5;", "x * 0x1p-53", "x < 0x1p-126", "x = 0;  // x < 1e-5",
        "EXPECT_EQ(a, 1e-5);", "for (int i = 0; i < 1000000; ++i)", "View<const T> x"}) {
    EXPECT_EQ(faults_of_tolerance({{"golden/a.cc", {line}}}), "") << line;
  }
}

}  // namespace
}  // namespace normaudit
