// Which claims of the articles hold and which their own numbers refute.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "golden/published/claim.h"
#include "tests/golden/published_fixture.h"

namespace normaudit::golden {
namespace {

const std::vector<Claim>& claims() {
  static const std::vector<Claim> kClaims = claims_of(transcripts());
  return kClaims;
}

// The one claim of the article that begins so.
const Claim& claim(const std::string& number, const std::string& text, std::int64_t cell = 0) {
  const Claim* found = nullptr;
  for (const Claim& each : claims()) {
    if (!each.article.starts_with(number) || !each.text.starts_with(text)) continue;
    if (each.cell == cell) found = &each;  // the last one: sums up those before it
  }
  if (found == nullptr) throw std::invalid_argument(number + " does not claim " + text);
  return *found;
}

std::string verdict(const std::string& number, const std::string& text, std::int64_t cell = 0) {
  return std::string(to_string(claim(number, text, cell).verdict));
}

TEST(Claims, NothingIsLeftUndecided) {
  ASSERT_FALSE(claims().empty());
  for (const Claim& each : claims()) {
    EXPECT_NE(each.verdict, PublishedVerdict::kUndecided) << each.text;
    EXPECT_NE(each.number, "") << each.text;
    EXPECT_GT(each.line, 0) << each.text;
  }
}

TEST(Claims, OfTheTables) {
  for (const char* text :
       {"y as printed", "running_mean as printed", "running_var as printed", "one x explains"}) {
    EXPECT_EQ(verdict("000", text), "refuted") << text;
    EXPECT_EQ(verdict("002", text), "consistent") << text;
    EXPECT_EQ(verdict("003", text), "consistent") << text;
  }
  EXPECT_EQ(claim("000", "running_mean as printed").number.substr(0, 31),
            "3 of 10 channels (2, 4 and 8); ");
}

TEST(Claims, OfTheSentences) {
  for (const char* number : {"000", "002", "003"}) {
    EXPECT_EQ(verdict(number, "input had 3 channels and 10 features"), "refuted");
    EXPECT_EQ(verdict(number, "initially they will be set to all zeros"), "holds");
    EXPECT_EQ(verdict(number, "output.std() should be 1"), "refuted");
    EXPECT_NE(claim(number, "output.std()").number.find("sqrt(30/29) = 1.017095"),
              std::string::npos);
    EXPECT_EQ(verdict(number, "will not have the running_mean"), "holds");
  }
  for (const char* number : {"000", "001", "002", "003"}) {
    EXPECT_EQ(verdict(number, "output.mean() should be 0"), "holds");
    EXPECT_EQ(verdict(number, "we will not alter"), "holds");
  }
  EXPECT_EQ(verdict("001", "output.std() should be 1"), "refuted");
  EXPECT_EQ(verdict("003", "will divide by standard deviation"), "consistent");
  EXPECT_EQ(verdict("003", "and standard deviation of 1"), "consistent");
  EXPECT_EQ(verdict("000", "and standard deviation of 1"), "vacuous");
}

TEST(Claims, OfTheMomentumAreRefutedWhereItIsNotOneHalf) {
  for (const std::string name : {"running_mean", "running_var"}) {
    const std::string text = name + " = momentum * ";
    EXPECT_EQ(verdict("004", text, 10), "refuted");
    EXPECT_EQ(claim("004", text, 10).number, "by cells 7, 13 and 36, not by cells 17 and 20");
    std::map<std::string, std::string> by_cell;
    for (const Claim& each : claims()) {
      const std::size_t at = each.text.find(", in cell ");
      if (!each.text.starts_with(text) || at == std::string::npos) continue;
      by_cell[each.text.substr(at + 10)] = to_string(each.verdict);
    }
    EXPECT_EQ(by_cell, (std::map<std::string, std::string>{{"7", "refuted"},
                                                           {"13", "refuted"},
                                                           {"17", "consistent"},
                                                           {"20", "consistent"},
                                                           {"36", "refuted"}}));
  }
}

TEST(Claims, EveryCellThatPrintsANumberHasItsRow) {
  std::set<std::int64_t> printing;
  std::set<std::int64_t> claimed;
  for (const Block& block : transcript("004").blocks) printing.insert(block.cell);
  for (const Claim& each : claims()) {
    if (each.article.starts_with("004")) claimed.insert(each.cell);
  }
  EXPECT_EQ(claimed, printing);
  std::set<std::int64_t> expected;
  for (std::int64_t cell = 2; cell <= 36; ++cell) expected.insert(cell);
  for (std::int64_t silent : {24, 29, 31}) expected.erase(silent);
  EXPECT_EQ(printing, expected);
}

TEST(Claims, NothingIsRefutedThatTheNotebookPrints) {
  for (const Claim& each : claims()) {
    const bool is_formula = each.text.find("= momentum *") != std::string::npos;
    if (!each.article.starts_with("004") || is_formula) continue;
    EXPECT_NE(each.verdict, PublishedVerdict::kRefuted) << each.cell << ": " << each.text;
  }
}

std::string without_line_breaks(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

TEST(Claims, SentencesStandInTheirArticlesAsQuoted) {
  int quoted = 0;
  for (const Claim& each : claims()) {
    const Transcript& source = transcript(each.article.substr(0, 3));
    for (const Block& block : source.blocks) {
      if (block.line != each.line || !block.name.starts_with("text.")) continue;
      if (block.name == "text.mean" || block.name == "text.std") continue;  // program comments
      const std::string phrase = each.text.substr(0, each.text.find(", in cell "));
      EXPECT_NE(without_line_breaks(block.text).find(phrase), std::string::npos) << phrase;
      ++quoted;
    }
  }
  EXPECT_GT(quoted, 30);
}

TEST(Claims, AChangedPageChangesTheVerdict) {
  std::vector<Transcript> changed = transcripts();
  for (Transcript& each : changed) {
    for (Block& block : each.blocks) {
      const std::size_t at = block.text.find("0.5000, 0.6000");
      if (block.cell == 7 && at != std::string::npos) block.text.replace(at, 6, "0.5001");
      if (block.cell == 26) block.text.replace(block.text.find("3."), 2, "4.");
      if (block.cell == 22 && block.name == "value") block.text = "56.4\n";
      if (block.cell == 3) block.text.replace(block.text.find("0.1"), 3, "0.2");
    }
  }
  std::set<std::int64_t> refuted;
  for (const Claim& each : claims_of(changed)) {
    if (each.cell != 10 && each.cell > 0 && each.verdict == PublishedVerdict::kRefuted) {
      refuted.insert(each.cell);
    }
  }
  EXPECT_EQ(refuted, (std::set<std::int64_t>{3, 5, 7, 22, 26}));
}

}  // namespace
}  // namespace normaudit::golden
