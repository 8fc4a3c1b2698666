// Replays the corpus of the problem text's fuzzer.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/problem_claims.h"

namespace normaudit {
namespace {

TEST(Corpus, EveryProblemTextIsReadOrRefused) {
  const auto folder = std::filesystem::path(NORMAUDIT_SOURCE_DIR) / "tests/fuzz/corpus/problem";
  std::size_t texts = 0;
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const fuzz::Reading reading = fuzz::read_problem(text.str());
    EXPECT_EQ(reading.broken, "") << entry.path();
    ++texts;
    read += reading.read ? 1 : 0;
  }
  EXPECT_GT(texts, 50U);
  EXPECT_GT(read, 5U);
  EXPECT_LT(read, texts);
}

}  // namespace
}  // namespace normaudit
