// Tables and records of the articles' claims.
#include "audit/published_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "audit/environment.h"
#include "audit/record.h"
#include "audit/text_table.h"
#include "core/number_text.h"

namespace normaudit::audit {
namespace {

using golden::Claim;

// Broken between words.
std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (text.size() - begin > width) {
    const std::size_t blank = text.rfind(' ', begin + width);
    if (blank == std::string::npos || blank <= begin) break;
    lines.push_back(text.substr(begin, blank - begin));
    begin = blank + 1;
  }
  lines.push_back(text.substr(begin));
  return lines;
}

std::string place_of(const Claim& claim) {
  return claim.cell > 0 ? fmt::format("cell {}", claim.cell) : fmt::format("line {}", claim.line);
}

TextTable claims_table() { return TextTable({{"verdict"}, {"where"}, {"claim"}}); }

std::string counts(std::span<const Claim> claims) {
  std::string text;
  for (auto verdict : {golden::PublishedVerdict::kHolds, golden::PublishedVerdict::kConsistent,
                       golden::PublishedVerdict::kRefuted, golden::PublishedVerdict::kUndecided,
                       golden::PublishedVerdict::kVacuous}) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        std::ranges::count(claims, verdict, &Claim::verdict), to_string(verdict));
  }
  return text;
}

files::Json channel_json(const golden::ChannelFinding& channel) {
  files::Json json{{"verdict", to_string(channel.verdict)}, {"used", channel.used}};
  if (channel.miss) {
    json["miss"] = {{"output", to_string(channel.miss->role)},
                    {"index", channel.miss->index},
                    {"exact_low", files::hex_float(channel.miss->exact.low)},
                    {"exact_high", files::hex_float(channel.miss->exact.high)},
                    {"printed", channel.miss->printed}};
  }
  if (channel.witness) {
    files::Json& witness = json["witness"] = files::Json::object();
    for (const auto& [role, array] : channel.witness->arrays) {
      files::Json& numbers = witness[std::string(to_string(role))] = files::Json::array();
      for (std::int64_t i = 0; i < array.count(); ++i) {
        numbers.push_back(files::hex_float(array.get(i)));
      }
    }
  }
  return json;
}

}  // namespace

std::string render_claims(std::span<const Claim> claims) {
  constexpr std::size_t kNoteWidth = 92;
  std::string text;
  TextTable table = claims_table();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    table.add_row({std::string(to_string(claim.verdict)), place_of(claim), claim.text});
    for (std::string& line : wrapped(claim.number, kNoteWidth)) table.add_note(std::move(line));
    if (i + 1 < claims.size() && claims[i + 1].article == claim.article) continue;
    text += fmt::format("{}\n{}\n", claim.article, table.render());
    table = claims_table();
  }
  return text + fmt::format("{} claims: {}\n", claims.size(), counts(claims));
}

std::string render_rest(std::span<const RestRow> rows, const golden::Rmsprop& optimizer) {
  TextTable table({{"backend"},
                   {"input"},
                   {"largest |dweight|", true},
                   {"weight moves", true},
                   {"learning rates", true}});
  for (const RestRow& row : rows) {
    if (!row.unsupported.empty()) {
      table.add_row({row.backend, row.example, "-", "-", "-"});
      table.add_note("unsupported: " + row.unsupported);
      continue;
    }
    table.add_row({row.backend, row.example, compact(row.gradient), compact(row.moved),
                   compact(row.moved / optimizer.lr)});
  }
  constexpr double kTiny = 1e-7;
  return fmt::format(
             "One step of the notebook's RMSprop moves a weight by lr*|g|/(sqrt(1 - alpha)*|g| + "
             "eps):\nat most {}, and {} at |g| = {}. With dy = 1 the exact gradient is 0 and "
             "the weight rests.\n",
             golden::text_of(optimizer.longest()), golden::text_of(optimizer.distance(kTiny)),
             shortest(kTiny)) +
         table.render();
}

std::string published_section() {
  const auto transcripts = golden::read_transcripts(NORMAUDIT_GOLDEN_PUBLISHED);
  return "\nWhat the source articles print and claim (normaudit published)\n\n" +
         render_claims(golden::claims_of(transcripts)) + '\n' +
         render_rest(rest_rows(transcripts), published_optimizer(transcripts));
}

std::string render_witnesses(const Claim& claim) {
  std::string text;
  if (!claim.table) return text;
  for (std::size_t c = 0; c < claim.table->channels.size(); ++c) {
    const auto& witness = claim.table->channels[c].witness;
    if (!witness) continue;
    text += fmt::format("{} {}, channel {}: x", place_of(claim), claim.text, c);
    const Tensor& x = witness->at(Role::kX);
    for (std::int64_t i = 0; i < x.count(); ++i) text += ' ' + shortest(x.get(i));
    text += '\n';
  }
  return text;
}

files::Json to_json(const Claim& claim) {
  files::Json json{{"schema", kRecordVersion},
                   {"kind", "claim"},
                   {"article", claim.article},
                   {"cell", claim.cell},
                   {"line", claim.line},
                   {"claim", claim.text},
                   {"verdict", to_string(claim.verdict)},
                   {"number", claim.number},
                   {"channels", files::Json::array()},
                   {"environment", environment()}};
  if (claim.table) {
    for (const auto& channel : claim.table->channels) {
      json["channels"].push_back(channel_json(channel));
    }
  }
  return json;
}

files::Json to_json(const RestRow& row) {
  return {{"schema", kRecordVersion},
          {"kind", "optimizer_step"},
          {"backend", row.backend},
          {"input", row.example},
          {"unsupported", row.unsupported},
          {"max_dweight", files::hex_float(row.gradient)},
          {"weight_moves", files::hex_float(row.moved)},
          {"environment", environment()}};
}

}  // namespace normaudit::audit
