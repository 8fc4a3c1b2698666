// The oracle agrees with numbers that nobody here computed.
#include "golden/nist/nist.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "core/number_text.h"
#include "files/atomic_file.h"
#include "tests/golden/folder_fixture.h"

namespace normaudit::golden {
namespace {

std::filesystem::path nist_folder() {
  return std::filesystem::path(NORMAUDIT_SOURCE_DIR) / "golden" / "nist";
}

TEST(Nist, OracleAgreesWithEveryCertifiedMeanAndDeviation) {
  EXPECT_EQ(check_nist(nist_folder()), std::vector<std::string>{});
}

TEST(Nist, DatasetsHaveTheirPublishedCounts) {
  const std::map<std::string, std::size_t> counts{
      {"PiDigits", 5000}, {"Lottery", 218},  {"Lew", 200},      {"Mavro", 50},    {"Michelso", 100},
      {"NumAcc1", 3},     {"NumAcc2", 1001}, {"NumAcc3", 1001}, {"NumAcc4", 1001}};
  EXPECT_EQ(nist_names().size(), counts.size());

  for (const auto& [name, count] : counts) {
    EXPECT_EQ(read_nist(nist_folder(), name).decimals.size(), count) << name;
  }
}

TEST(Nist, RangesAreNarrow) {
  // Integers encode without error, so only the last certified digit is left: 1e-14 * 500 here.
  const NistRange lottery = mean_range(read_nist(nist_folder(), "Lottery"));
  EXPECT_LE(lottery.high - lottery.low, 0x1p-39);
  // 1e7 * 2^-53 on either side of 0.1.
  const NistRange hardest = variance_range(read_nist(nist_folder(), "NumAcc4"));
  EXPECT_LE(hardest.high - hardest.low, 0x1p-29);
  // Exact decimals of exact integers: a few steps of the double.
  const NistRange exact = mean_range(read_nist(nist_folder(), "NumAcc1"));
  EXPECT_LE(exact.high - exact.low, 0x1p-26);
}

TEST(Nist, OneWrongDigitIsFound) {
  const TemporaryFolder folder;
  for (const std::string& name : nist_names()) {
    std::filesystem::copy(nist_folder() / (name + ".txt"), folder.path());
  }
  // NIST's 957th digit of pi is a 3, and the certified values are those of the data as published:
  // the true digit, 8, is rejected.
  std::string text = files::read_text(folder.path() / "PiDigits.txt");
  const std::size_t digits = text.find("data\n") + 5;
  std::size_t place = digits;
  for (int skipped = 0; skipped < 956; ++skipped) place += 2;  // one character, one separator
  ASSERT_EQ(text[place], '3');
  text[place] = '8';
  files::write_file(folder.path() / "PiDigits.txt", text);

  const std::vector<std::string> findings = check_nist(folder.path());

  EXPECT_TRUE(has_finding(findings, {"PiDigits: the exact mean"}));
  EXPECT_TRUE(has_finding(findings, {"PiDigits: the exact variance"}));
  EXPECT_EQ(findings.size(), 2U);
}

TEST(Nist, AShortFileIsRefused) {
  const TemporaryFolder folder;
  const std::string text = files::read_text(nist_folder() / "Lew.txt");
  files::write_file(folder.path() / "Lew.txt", text.substr(0, text.size() - 4));

  EXPECT_THROW(read_nist(folder.path(), "Lew"), InputError);
}

}  // namespace
}  // namespace normaudit::golden
