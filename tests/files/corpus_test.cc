// Replays the corpora of the fuzzers: every input is read or refused in one sentence that begins
// with its name.

#include <gtest/gtest.h>

#include "files/npy.h"
#include "files/npz.h"
#include "tests/files/fixture.h"
#include "tests/fuzz/one_sentence.h"

namespace normaudit::files {
namespace {

std::vector<Bytes> corpus(const std::string& name) {
  std::vector<Bytes> inputs;
  const auto folder = std::filesystem::path(NORMAUDIT_SOURCE_DIR) / "tests/fuzz/corpus" / name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    inputs.push_back(read_file(entry.path()));
  }
  return inputs;
}

TEST(Corpus, EveryNpzIsReadOrRefused) {
  const auto inputs = corpus("npz");
  ASSERT_GT(inputs.size(), 50u);
  std::size_t read = 0;
  for (const Bytes& input : inputs) {
    fuzz::refuse_in_one_sentence("fuzz.npz", [&] {
      const NpzArrays arrays = read_npz(input, "fuzz.npz");
      EXPECT_EQ(read_npz(render_npz(arrays), "again.npz"), arrays);
      ++read;
    });
  }
  EXPECT_GT(read, 0u);
  EXPECT_LT(read, inputs.size());
}

TEST(Corpus, EveryNpyIsReadOrRefused) {
  const auto inputs = corpus("npy");
  ASSERT_GT(inputs.size(), 50u);
  std::size_t read = 0;
  for (const Bytes& input : inputs) {
    fuzz::refuse_in_one_sentence("fuzz.npz", [&] {
      const NpyArray array = parse_npy(input, "fuzz.npz: array 'x'");
      EXPECT_EQ(parse_npy(render_npy(array), "again.npy"), array);
      ++read;
    });
  }
  EXPECT_GT(read, 0u);
  EXPECT_LT(read, inputs.size());
}

}  // namespace
}  // namespace normaudit::files
