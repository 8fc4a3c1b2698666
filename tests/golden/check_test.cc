// The committed data are what is generated, and every kind of damage is found.
#include "golden/check.h"

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/npz.h"
#include "tests/golden/folder_fixture.h"

namespace normaudit::golden {
namespace {

namespace fs = std::filesystem;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class CommittedFamily : public testing::TestWithParam<std::string> {};

TEST_P(CommittedFamily, IsGeneratedAgainByteForByte) {
  const CheckReport report = check(committed_data(), {.family = GetParam(), .threads = 2});

  EXPECT_EQ(report.findings, std::vector<std::string>{});
  EXPECT_EQ(report.families, 1);
  EXPECT_GT(report.problems, 0);
  EXPECT_GT(report.arrays, 0);
}

INSTANTIATE_TEST_SUITE_P(Every, CommittedFamily,
                         testing::ValuesIn(Registry<Family>::instance().names()),
                         [](const auto& family) { return family.param; });

TEST_F(DamagedData, IsGoodBeforeItIsDamaged) { EXPECT_EQ(findings(), std::vector<std::string>{}); }

TEST_F(DamagedData, AFlippedBitOfAnAnswerIsFound) {
  files::NpzArrays arrays = files::read_npz(npz());
  for (files::NpzEntry& entry : arrays) {
    if (entry.name == "000.y_lo") entry.array.bytes[8] ^= std::byte{1};
  }
  files::write_npz(npz(), arrays);

  EXPECT_TRUE(has_finding(findings(), {"array 000.y_lo differs at element 1"}));
  EXPECT_EQ(findings().size(), 1U);
}

TEST_F(DamagedData, AFlippedBitOfTheFileIsFound) {
  std::vector<std::byte> bytes = files::read_file(npz());
  bytes[bytes.size() / 2] ^= std::byte{0x40};
  files::write_file(npz(), bytes);

  EXPECT_TRUE(has_finding(findings(), {std::string(kFamily) + ".npz"}));
}

TEST_F(DamagedData, AMissingArrayAndAnExtraOneAreFound) {
  files::NpzArrays arrays = files::read_npz(npz());
  arrays.front().name = "000.stranger";
  files::write_npz(npz(), arrays);

  EXPECT_TRUE(has_finding(findings(), {"array 000.x is missing"}));
  EXPECT_TRUE(has_finding(findings(), {"array 000.stranger belongs to no problem"}));
}

TEST_F(DamagedData, AnotherShapeOfTheSameBytesIsFound) {
  files::NpzArrays arrays = files::read_npz(npz());
  arrays.front().array.shape = {static_cast<std::int64_t>(arrays.front().array.bytes.size() / 4)};
  files::write_npz(npz(), arrays);

  EXPECT_TRUE(has_finding(findings(), {"array 000.x has shape"}));
}

TEST_F(DamagedData, AWrongDigestIsFound) {
  const std::string text = files::read_text(file("manifest.json"));
  const std::size_t family = text.find("\"" + std::string(kFamily) + "\"");
  const std::size_t digest = text.find("\"sha256\":\"", family) + 10;
  std::string damaged = text;
  damaged[digest] = damaged[digest] == '0' ? '1' : '0';
  files::write_file(file("manifest.json"), damaged);

  EXPECT_TRUE(has_finding(findings(), {"problems[0].arrays.x.sha256 is"}));
  EXPECT_EQ(findings().size(), 1U);
}

TEST_F(DamagedData, AnEditedFieldIsFound) {
  const std::string text = files::read_text(file("manifest.json"));
  files::write_file(file("manifest.json"),
                    replaced(text, "unbiased: divided by n - 1", "biased: divided by n"));

  EXPECT_TRUE(has_finding(findings(), {"conventions.running_variance is", "expected"}));
}

TEST_F(DamagedData, AnEditedSumIsFound) {
  const std::string text = files::read_text(file("manifest.json"));
  const std::size_t family = text.find("\"" + std::string(kFamily) + "\"");
  const std::size_t exponent = text.find("\"exponent\":", family) + 11;
  std::string damaged = text;
  damaged.insert(exponent, text[exponent] == '-' ? "" : "-").insert(exponent + 1, "1");
  files::write_file(file("manifest.json"), damaged);

  EXPECT_TRUE(has_finding(findings(), {"problems[0].groups[0].sums.sum_x.exponent is"}));
}

TEST_F(DamagedData, AnEditedDateIsNoFinding) {
  const std::string text = files::read_text(file("manifest.json"));
  files::write_file(file("manifest.json"), replaced(text, "\"date\": \"", "\"date\": \"about "));

  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(DamagedData, AMissingFileIsFound) {
  fs::remove(npz());

  EXPECT_TRUE(has_finding(findings(), {std::string(kFamily) + ".npz"}));
}

TEST_F(DamagedData, AManifestThatIsNoJsonIsFound) {
  files::write_file(file("manifest.json"), "{\"schema\": ");

  EXPECT_TRUE(has_finding(findings(), {"manifest.json"}));
}

TEST_F(DamagedData, AFamilyThatTheManifestLeavesOutIsFound) {
  const std::string text = files::read_text(file("manifest.json"));
  files::write_file(file("manifest.json"),
                    replaced(text, "{\"name\":\"" + std::string(kFamily), "{\"name\":\"stranger"));

  EXPECT_TRUE(has_finding(findings(), {"family signed_and_zero_weights is missing"}));
  EXPECT_TRUE(has_finding(findings(), {"family stranger is not registered"}));
}

TEST(Check, RefusesAnUnknownFamily) {
  EXPECT_THROW(check(committed_data(), {.family = "nonsense"}), InputError);
}

TEST(Check, RefusesAFolderThatIsMissingOrHoldsNoManifest) {
  const TemporaryFolder folder;

  EXPECT_THROW(check(folder.path() / "none", {.family = "benign"}), InputError);
  EXPECT_THROW(check(folder.path(), {.family = "benign"}), InputError);
}

TEST(Census, HoldsInBothDirections) {
  EXPECT_EQ(census(committed_data()), std::vector<std::string>{});
}

TEST(Census, FindsDataWithoutAFamilyAndFamiliesWithoutData) {
  const TemporaryFolder folder;
  files::write_file(folder.path() / "stranger.npz", "");

  const std::vector<std::string> findings = census(folder.path());

  EXPECT_TRUE(has_finding(findings, {"stranger.npz belongs to no family"}));
  EXPECT_TRUE(has_finding(findings, {"benign.npz is missing"}));
  EXPECT_TRUE(has_finding(findings, {"manifest.json is missing"}));
}

TEST(Data, StaysUnderFiveMegabytes) {
  std::uintmax_t size = 0;
  for (const auto& entry : fs::recursive_directory_iterator(committed_data())) {
    size += entry.file_size();
  }

  EXPECT_LT(size, std::uintmax_t{5'000'000});
  EXPECT_GT(size, std::uintmax_t{1'000'000});
}

}  // namespace
}  // namespace normaudit::golden
