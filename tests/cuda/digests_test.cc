// The bits of every kernel are those of digests.json: over the executor, so that no change of its
// numerics goes unseen, and on a device, which computes the same. NORMAUDIT_WRITE_DIGESTS=1 writes
// the file anew from the executor.
#include "tests/cuda/digests.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cuda/kernels_under_test.h"
#include "tests/support/source_dir.h"

namespace normaudit::cuda {
namespace {

using Json = nlohmann::ordered_json;

std::filesystem::path path() { return support::source_dir() / "tests/cuda/digests.json"; }

bool writes() { return std::getenv("NORMAUDIT_WRITE_DIGESTS") != nullptr; }

/// Without the target: the kernels are the same.
std::string kernels_of(const std::string& backend) { return backend.substr(5); }

/// By problem, by kernels, by output.
Json computed() {
  Json result{{"schema", 1}, {"digest", "FNV-1a 64 of the bits in logical order"}};
  for (const std::string& problem : digested_problems()) {
    for (const std::string& name : backends_of("simt_")) {
      const Problem parsed = parse_problem(problem);
      if (!find_backend(name).supports(parsed).empty()) continue;
      result["problems"][problem][kernels_of(name)] =
          digests_of(support::run_problem(name, parsed));
    }
  }
  return result;
}

class Kept : public OnBackend {};

TEST_P(Kept, DigestsAreThoseOfTheFile) {
  if (writes()) GTEST_SKIP() << "the file is being written";
  std::ifstream stream(path());
  ASSERT_TRUE(stream.good()) << "tests/cuda/digests.json is missing";
  const Json kept = Json::parse(stream);
  std::size_t compared = 0;
  for (const std::string& problem : digested_problems()) {
    ASSERT_TRUE(kept["problems"].contains(problem)) << problem;
    const Problem parsed = parse_problem(problem);
    if (!backend().supports(parsed).empty()) continue;
    const Digests now = digests_of(support::run_problem(GetParam(), parsed));
    EXPECT_EQ(kept.at("problems").at(problem).at(kernels_of(GetParam())).get<Digests>(), now)
        << problem;
    ++compared;
  }
  EXPECT_GE(compared, 20u);
}

INSTANTIATE_TEST_SUITE_P(Kernels, Kept, testing::ValuesIn(kernel_backends()),
                         [](const auto& tested) { return tested.param; });

TEST(Digests, AreWrittenOnDemand) {
  if (!writes()) GTEST_SKIP() << "NORMAUDIT_WRITE_DIGESTS is not set";
  std::ofstream(path()) << computed().dump(1) << '\n';
}

TEST(Digests, SeeEveryBitAndNoNanPayload) {
  Tensor array = Tensor::vector(Dtype::kFloat32, 3);
  for (std::int64_t i = 0; i < 3; ++i) array.set(i, static_cast<double>(i));
  const std::string before = digest_of(array);
  for (std::int64_t i = 0; i < 3; ++i) {
    for (int bit = 0; bit < 32; ++bit) {
      Tensor other = array;
      other.set_bits(i, array.bits(i) ^ (Bits{1} << bit));
      EXPECT_NE(digest_of(other), before) << i << ' ' << bit;
    }
  }
  array.set_bits(1, 0x7fc00000u);
  const std::string with_nan = digest_of(array);
  array.set_bits(1, 0xffffffffu);
  EXPECT_EQ(digest_of(array), with_nan);
}

}  // namespace
}  // namespace normaudit::cuda
