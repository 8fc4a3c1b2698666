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
    EXPECT_EQ(verdict(number, "the program draws an input of 3x10"), "holds");
    EXPECT_EQ(verdict(number, "we multiply normalized output"), "vacuous");
    EXPECT_EQ(verdict(number, "will not have the running_mean"), "vacuous");
  }
  for (const char* number : {"000", "001", "002", "003"}) {
    EXPECT_EQ(verdict(number, "output.mean() should be 0"), "holds");
    EXPECT_EQ(verdict(number, "After the normalization"), "holds");
    EXPECT_EQ(verdict(number, "we will not alter"), "vacuous");
  }
  EXPECT_EQ(verdict("001", "output.std() should be 1"), "vacuous");
  EXPECT_NE(claim("001", "output.std()").number.find("only where var is 0.00029"),
            std::string::npos);
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
  for (const Block& block : transcript("004").blocks) {
    if (block.name != "program") printing.insert(block.cell);
  }
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

// A page with one text put for another, in the one block of a cell.
struct Change {
  std::string article;
  std::int64_t cell;
  std::string block;
  std::string from;
  std::string to;
};

std::vector<Claim> claims_with(const Change& change) {
  for (Transcript each : transcripts()) {
    if (!each.article.starts_with(change.article)) continue;
    for (Block& block : each.blocks) {
      const std::size_t at = block.text.find(change.from);
      if (block.cell != change.cell || block.name != change.block || at == std::string::npos) {
        continue;
      }
      block.text.replace(at, change.from.size(), change.to);
      return claims_of({each});
    }
  }
  throw std::invalid_argument("nothing to change in cell " + std::to_string(change.cell));
}

std::set<std::int64_t> refuted_cells(const std::vector<Claim>& all) {
  std::set<std::int64_t> refuted;
  for (const Claim& each : all) {
    if (each.cell != 10 && each.verdict == PublishedVerdict::kRefuted) refuted.insert(each.cell);
  }
  return refuted;
}

TEST(Claims, AChangedPrintChangesTheVerdictOfItsCell) {
  for (const Change& change :
       {Change{"004", 2, "x", " 7.", " 8."}, Change{"004", 3, "module", "0.1", "0.2"},
        Change{"004", 7, "running_mean", "0.5000", "0.5001"}, Change{"004", 18, "x", "14.", "15."},
        Change{"004", 22, "value", "56.5", "56.4"}, Change{"004", 25, "weight.grad", "0.", "1."},
        Change{"004", 26, "bias.grad", "3.", "4."},
        Change{"004", 28, "optimizer", "lr: 0.01", "lr: 0.02"},
        Change{"004", 30, "bias", "-0.1000", "-0.1001"}, Change{"004", 32, "x", " 37.", " 38."}}) {
    EXPECT_TRUE(refuted_cells(claims_with(change)).contains(change.cell)) << change.cell;
  }
}

TEST(Claims, AChangedProgramChangesTheVerdictOfWhatItPrints) {
  using Cells = std::set<std::int64_t>;
  const auto refuted = [](const Change& change) { return refuted_cells(claims_with(change)); };
  EXPECT_EQ(refuted({"004", 2, "program", "5\n", "6\n"}), (Cells{2, 3, 5, 11, 15, 18}));
  EXPECT_EQ(refuted({"004", 11, "program", "momentum=1", "momentum=0"}), Cells{11});
  EXPECT_EQ(refuted({"004", 15, "program", "0.5", "0.4"}), Cells{15});
  EXPECT_EQ(refuted({"004", 18, "program", "2 * N * D, 2", "3 * N * D, 3"}).count(18), 1U);
  EXPECT_EQ(refuted({"004", 22, "program", "13", "14"}), Cells{22});
  EXPECT_EQ(refuted({"004", 28, "program", "lr=0.01", "lr=0.1"}), Cells{28});
  EXPECT_TRUE(refuted({"004", 31, "program", "4, 5", "4, 6"}).contains(35));
  EXPECT_TRUE(
      refuted({"004", 32, "program", "N * C * H * W", "0, 2 * N * C * H * W, 2"}).contains(32));
  for (const char* number : {"000", "002", "003"}) {
    const Change other{number, 0, "program", "randn(3, 10)", "randn(4, 10)"};
    const std::vector<Claim> all = claims_with(other);
    const auto drawn = std::ranges::find_if(
        all, [](const Claim& each) { return each.text.starts_with("the program draws"); });
    ASSERT_NE(drawn, all.end());
    EXPECT_EQ(drawn->verdict, PublishedVerdict::kRefuted);
  }
  const Change again{"001", 0, "program.again", "randn(3, 10)", "randn(4, 10)"};
  const std::vector<Claim> all = claims_with(again);
  EXPECT_TRUE(std::ranges::any_of(all, [](const Claim& each) {
    return each.number.find("sqrt(40/39) = ") != std::string::npos;
  }));
}

TEST(Claims, TheMeanIsDecidedByTheProgramAndThePrintedY) {
  const auto mean = [](const std::vector<Claim>& all) {
    return *std::ranges::find_if(
        all, [](const Claim& each) { return each.text.starts_with("output.mean()"); });
  };
  EXPECT_NE(claim("003", "output.mean()").number.find("keeps 0 of each x"), std::string::npos);
  EXPECT_NE(claim("003", "output.mean()").number.find("the printed y is in [-"), std::string::npos);
  const Change biased{"001", 0, "module.again", "affine=False", "affine=True"};
  EXPECT_EQ(mean(claims_with(biased)).verdict, PublishedVerdict::kVacuous);
  const Change both{"003", 0, "module.again", "affine=False", "affine=True"};
  EXPECT_EQ(mean(claims_with(both)).verdict, PublishedVerdict::kConsistent);
}

TEST(Claims, AnIntervalAsTextEnclosesIt) {
  const double third = 1.0 / 3;
  EXPECT_EQ(text_of(Interval(0.123456749, 0.223456751)), "[0.1234567, 0.2234568]");
  EXPECT_EQ(text_of(Interval(0.123456751, 0.223456749)), "[0.1234567, 0.2234568]");
  EXPECT_EQ(text_of(Interval(-0.123456749, 1)), "[-0.1234568, 1]");
  EXPECT_EQ(text_of(Interval(-2, -third)), "[-2, -0.3333333]");
  EXPECT_EQ(text_of(Interval(9.99999996, 20)), "[9.99999, 20]");
  EXPECT_EQ(text_of(Interval(third, third)), "0.3333333");
  EXPECT_EQ(text_of(Interval(0, 1)), "[0, 1]");
  EXPECT_EQ(text_of(Interval()), "[-inf, inf]");
}

}  // namespace
}  // namespace normaudit::golden
