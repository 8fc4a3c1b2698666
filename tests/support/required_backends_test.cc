// What NORMAUDIT_REQUIRE_BACKENDS requires, and that it turns a skip into a failure.
#include "tests/support/required_backends.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace normaudit::support {
namespace {

/// Sets the variable for one scope; null unsets it.
class ScopedRequirement {
 public:
  explicit ScopedRequirement(const char* text) {
    if (const char* old = std::getenv(kName)) old_ = old;
    had_one_ = std::getenv(kName) != nullptr;
    set(text);
  }
  ~ScopedRequirement() { set(had_one_ ? old_.c_str() : nullptr); }
  ScopedRequirement(const ScopedRequirement&) = delete;
  ScopedRequirement& operator=(const ScopedRequirement&) = delete;

 private:
  static constexpr const char* kName = "NORMAUDIT_REQUIRE_BACKENDS";
  static void set(const char* text) {
    if (text == nullptr) {
      unsetenv(kName);
    } else {
      setenv(kName, text, 1);
    }
  }
  std::string old_;
  bool had_one_ = false;
};

std::vector<std::string> required_with(const char* text) {
  const ScopedRequirement requirement(text);
  return required_backends();
}

TEST(RequiredBackends, AreReadFromTheVariable) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(required_with(nullptr), Names{});
  EXPECT_EQ(required_with(""), Names{});
  EXPECT_EQ(required_with("cuda_split"), Names{"cuda_split"});
  EXPECT_EQ(required_with("cuda_split,,cuda_group,"), (Names{"cuda_split", "cuda_group"}));
}

TEST(RequiredBackends, AreMeantByNameByGroupOrAll) {
  EXPECT_FALSE(is_required("cuda_split", {}));
  EXPECT_TRUE(is_required("cuda_split", {"welford", "cuda_split"}));
  EXPECT_FALSE(is_required("cuda_split", {"cuda", "cuda_spli", "split", "simt_split"}));
  EXPECT_TRUE(is_required("cuda_split", {"all-cuda"}));
  EXPECT_FALSE(is_required("simt_split", {"all-cuda"}));
  EXPECT_FALSE(is_required("cudasplit", {"all-cuda"}));
  EXPECT_TRUE(is_required("simt_split", {"all"}));
}

// How often the body of skip_or_fail skipped and failed, without doing either to this test.
std::vector<testing::TestPartResult> outcome(const char* required) {
  const ScopedRequirement requirement(required);
  testing::TestPartResultArray reported;
  const testing::ScopedFakeTestPartResultReporter reporter(
      testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &reported);
  skip_or_fail("cuda_split", "no device");
  std::vector<testing::TestPartResult> results;
  for (int i = 0; i < reported.size(); ++i) results.push_back(reported.GetTestPartResult(i));
  return results;
}

TEST(RequiredBackends, AnUnsupportedOneIsSkippedWithTheReason) {
  for (const char* text : {static_cast<const char*>(nullptr), "", "all-simt,welford"}) {
    const std::vector<testing::TestPartResult> results = outcome(text);
    ASSERT_EQ(results.size(), 1u);
    EXPECT_TRUE(results[0].skipped());
    EXPECT_STREQ(results[0].message(), "cuda_split: unsupported(no device)");
  }
}

TEST(RequiredBackends, ARequiredOneFails) {
  for (const char* text : {"all", "all-cuda", "cuda_split"}) {
    const std::vector<testing::TestPartResult> results = outcome(text);
    ASSERT_EQ(results.size(), 1u);
    EXPECT_TRUE(results[0].fatally_failed());
    EXPECT_NE(std::string(results[0].message()).find("requires it"), std::string::npos);
  }
}

}  // namespace
}  // namespace normaudit::support
