// normaudit published: what the source articles print and claim, checked.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "audit/command.h"
#include "audit/published_report.h"

namespace normaudit::audit {
namespace {

struct PublishedCommand {
  std::string articles;
  bool witnesses = false;
  bool json = false;

  // The articles themselves are not part of the project; whoever has them can compare.
  ExitCode compare(const std::vector<golden::Transcript>& transcripts) const {
    std::size_t findings = 0;
    std::size_t blocks = 0;
    for (const golden::Transcript& transcript : transcripts) {
      const std::filesystem::path article = std::filesystem::path(articles) / transcript.article;
      for (const std::string& sentence : differences_from(transcript, article)) {
        fmt::print("{}\n", sentence);
        ++findings;
      }
      blocks += transcript.blocks.size();
    }
    fmt::print("{} articles, {} blocks compared character for character: {} findings\n",
               transcripts.size(), blocks, findings);
    return findings == 0 ? ExitCode::kGood : ExitCode::kFinding;
  }

  ExitCode run() const {
    const auto transcripts = golden::read_transcripts(NORMAUDIT_GOLDEN_PUBLISHED);
    if (!articles.empty()) return compare(transcripts);
    const std::vector<golden::Claim> claims = golden::claims_of(transcripts);
    const std::vector<RestRow> rows = rest_rows(transcripts);
    if (json) {
      for (const golden::Claim& claim : claims)
        fmt::print("{}", files::render_line(to_json(claim)));
      for (const RestRow& row : rows) fmt::print("{}", files::render_line(to_json(row)));
    } else {
      fmt::print("{}\n{}", render_claims(claims),
                 render_rest(rows, published_optimizer(transcripts)));
    }
    if (witnesses && !json) {
      fmt::print("\n");
      for (const golden::Claim& claim : claims) fmt::print("{}", render_witnesses(claim));
    }
    const bool undecided = std::ranges::count(claims, golden::PublishedVerdict::kUndecided,
                                              &golden::Claim::verdict) > 0;
    return undecided ? ExitCode::kFinding : ExitCode::kGood;
  }
};

std::function<ExitCode()> set_up_published(CLI::App& app) {
  const auto command = std::make_shared<PublishedCommand>();
  app.add_option("--articles", command->articles,
                 "folder of the articles: only compare the transcripts with them");
  app.add_flag("--witnesses", command->witnesses,
               "also the inputs that explain the printed outputs");
  app.add_flag("--json", command->json, "records instead of tables");
  return [command] { return command->run(); };
}

const bool kPublishedRegistered = register_entry(Command{
    .name = "published",
    .sentence = "Checks what the source articles print and claim; only an undecided claim is a "
                "finding.",
    .setup = set_up_published,
});

}  // namespace
}  // namespace normaudit::audit
