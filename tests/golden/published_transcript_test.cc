// The transcripts hold every number of the articles, and a changed character is found.
#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "golden/published/transcript.h"
#include "tests/golden/folder_fixture.h"
#include "tests/golden/published_fixture.h"

namespace normaudit::golden {
namespace {

TEST(Transcript, HoldsEveryPrintedTensorOfTheFiveArticles) {
  const std::map<std::string, std::pair<std::size_t, std::size_t>> expected{
      {"000", {7, 101}}, {"001", {0, 0}}, {"002", {7, 101}}, {"003", {7, 101}}, {"004", {57, 502}}};
  std::map<std::string, std::pair<std::size_t, std::size_t>> counted;
  for (const Transcript& each : transcripts()) {
    auto& [tensors, numbers] = counted[each.article.substr(0, 3)];
    for (const Block& block : each.blocks) {
      if (block.text.find("tensor(") == std::string::npos) continue;
      ++tensors;
      numbers += parse_tensor(block.text, block.name).numbers.size();
    }
  }
  EXPECT_EQ(counted, expected);
}

TEST(Transcript, CompleteTensorsHaveAsManyNumbersAsTheirExtentsSay) {
  for (const Transcript& each : transcripts()) {
    for (const Block& block : each.blocks) {
      if (block.text.find("tensor(") == std::string::npos) continue;
      const PrintedTensor tensor = parse_tensor(block.text, block.name);
      EXPECT_EQ(tensor.cut, each.article.starts_with("004") &&
                                (block.cell == 32 || block.cell == 35) && block.name != "module");
      if (tensor.cut) continue;
      std::int64_t count = 1;
      for (std::int64_t extent : tensor.extents) count *= extent;
      EXPECT_EQ(std::ssize(tensor.numbers), count) << each.article << " " << block.name;
    }
  }
}

TEST(Transcript, TheTwoSignedVersionsPrintTheSameNumbers) {
  for (const char* name : {"x", "y", "running_mean", "running_var"}) {
    const PrintedTensor a = transcript("002").tensor(0, name);
    const PrintedTensor b = transcript("003").tensor(0, name);
    const PrintedTensor stripped = transcript("000").tensor(0, name);
    for (std::size_t i = 0; i < a.numbers.size(); ++i) {
      EXPECT_EQ(a.numbers[i].text, b.numbers[i].text);
      const std::string& text = a.numbers[i].text;
      EXPECT_EQ(stripped.numbers[i].text, text.substr(text.starts_with('-') ? 1 : 0));
    }
  }
}

TEST(Transcript, ReadsTheSettingsThatAModulePrints) {
  const Transcript& notebook = transcript("004");
  EXPECT_EQ(notebook.named_number(15, "module", "momentum"), 0.5);
  EXPECT_EQ(notebook.named_number(5, "module", "momentum"), 0.1);
  EXPECT_EQ(notebook.named_number(5, "module", "eps"), 1e-5);
  EXPECT_THROW(notebook.named_number(5, "module", "alpha"), InputError);
  EXPECT_THROW(notebook.at(24, "x"), InputError);
}

TEST(Transcript, IsComparedWithItsArticle) {
  const TemporaryFolder folder;
  const std::string article = "above\ntensor([1., 2.])\nbelow";
  const auto path = folder.path() / "a.txt";
  Transcript made{.article = "a.txt",
                  .sha256 = files::sha256_hex(std::as_bytes(std::span(article))),
                  .blocks = {{.name = "x", .cell = 0, .line = 2, .text = "tensor([1., 2.])\n"},
                             {.name = "last", .cell = 0, .line = 3, .text = "below\n"}}};
  files::write_file(path, std::string_view(article));
  EXPECT_EQ(differences_from(made, path), std::vector<std::string>{});

  made.blocks[0].text = "tensor([1., 3.])\n";
  EXPECT_EQ(differences_from(made, path).size(), 1U);
  made.blocks[0].line = 9;
  EXPECT_EQ(differences_from(made, path).size(), 1U);
  files::write_file(path, std::string_view(article + "!"));
  EXPECT_TRUE(has_finding(differences_from(made, path), {"SHA-256"}));
}

TEST(Transcript, AMalformedFileIsRefused) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  for (const char* text : {"article b.txt\n", "article a.txt\nline 3\n", "|x\narticle a.txt\n",
                           "article a.txt\nblock x\nline 3\n", "article a.txt\nblock x\n|text\n",
                           "article a.txt\nblock x\nline three\n|text\n", "nonsense\n"}) {
    files::write_file(path, std::string_view(text));
    EXPECT_THROW(read_transcript(path), InputError) << text;
  }
  files::write_file(path, std::string_view("article a.txt\nblock x\nline 3\n|text\n"));
  EXPECT_EQ(read_transcript(path).blocks.at(0).text, "text\n");
  EXPECT_THROW(read_transcripts(folder.path() / "nowhere"), InputError);
}

}  // namespace
}  // namespace normaudit::golden
