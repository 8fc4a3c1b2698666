// The numbers in the articles' program lines are read as Python reads them.
#include <gtest/gtest.h>

#include "core/error.h"
#include "golden/published/program.h"
#include "tests/golden/published_fixture.h"

namespace normaudit::golden {
namespace {

Transcript page(const std::string& program) {
  return {.article = "a.txt",
          .sha256 = {},
          .blocks = {{.name = "program", .cell = 1, .line = 1, .text = "N, D = 3, 5\n"},
                     {.name = "program", .cell = 2, .line = 2, .text = program + "\n"}}};
}

TEST(Program, EvaluatesSumsOfProductsOfNamesAndNumbers) {
  const Names names{{"N", 3}, {"D", 5}};
  EXPECT_EQ(evaluate("2 * N * D", names, "f"), 30);
  EXPECT_EQ(evaluate("13*0.5 + 100*0.5", names, "f"), 56.5);
  EXPECT_EQ(evaluate("7", names, "f"), 7);
  for (const char* text : {"", "M", "2 *", "2 - N", "N D"}) {
    EXPECT_THROW(evaluate(text, names, "f"), InputError) << text;
  }
}

TEST(Program, TheNotebookNamesItsExtents) {
  const Transcript& notebook = transcript("004");
  EXPECT_EQ(names_at(notebook, 1), Names{});
  EXPECT_EQ(names_at(notebook, 18), (Names{{"N", 3}, {"D", 5}}));
  EXPECT_EQ(names_at(notebook, 32), (Names{{"N", 3}, {"D", 5}, {"C", 2}, {"H", 4}, {"W", 5}}));
}

TEST(Program, CountsAsArangeDoes) {
  const Counted doubled = counted_by(transcript("004"), 18);
  EXPECT_EQ(doubled.extents, (std::vector<std::int64_t>{3, 5}));
  EXPECT_EQ(doubled.numbers.size(), 15U);
  EXPECT_EQ(doubled.numbers.back(), 28);
  EXPECT_EQ(counted_by(transcript("004"), 32).numbers.back(), 119);
  const Counted odd = counted_by(page("x = torch.arange(1, 6, 2).reshape(N)"), 2);
  EXPECT_EQ(odd.numbers, (std::vector<double>{1, 3, 5}));
}

TEST(Program, ArgumentsAreThoseOfTheWholeCall) {
  const Transcript& notebook = transcript("004");
  const Block& optimizer = notebook.at(28, "program");
  EXPECT_EQ(arguments_of(notebook, optimizer, "RMSprop").positional,
            std::vector<std::string>{"bn1d.parameters()"});
  EXPECT_EQ(named_argument(notebook, optimizer, "RMSprop", "lr"), 0.01);
  EXPECT_EQ(named_argument(notebook, optimizer, "RMSprop", "alpha"), std::nullopt);
  const Transcript& article = transcript("003");
  EXPECT_EQ(extents_of(article, article.at(0, "program"), "randn"),
            (std::vector<std::int64_t>{3, 10}));
}

TEST(Program, WhatItCannotReadIsRefused) {
  for (const char* text :
       {"x = torch.arange(N * D).reshape(N, N)", "x = torch.arange(0).reshape(N)",
        "x = torch.arange(0, 9, 0).reshape(N)", "x = torch.arange(N).reshape(M)",
        "x = torch.arange(1, 2, 3, 4).reshape(N)", "x = torch.arange(N", "x = 3",
        "x = torch.arange(1000001).reshape(1000001)", "a, b = 3"}) {
    EXPECT_THROW(counted_by(page(text), 2), InputError) << text;
  }
}

}  // namespace
}  // namespace normaudit::golden
