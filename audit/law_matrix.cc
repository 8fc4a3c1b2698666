// Laws by backends.
#include "audit/law_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "audit/environment.h"
#include "audit/invocation.h"
#include "audit/record.h"
#include "audit/text_table.h"
#include "files/records.h"

namespace normaudit::audit {
namespace {

using verdict::Status;

std::string cell_of(const LawRow& row) {
  switch (row.outcome.status) {
    case Status::kUnsupported:
      return "-";
    case Status::kPass:
      return std::to_string(row.outcome.cases);
    case Status::kFail:
      return "FAIL";
    default:
      return std::string(to_string(row.outcome.status));
  }
}

// In order of first appearance.
template <class Key>
std::vector<Key> distinct(const std::vector<LawRow>& rows, Key LawRow::*member) {
  std::vector<Key> keys;
  for (const LawRow& row : rows) {
    if (std::ranges::find(keys, row.*member) == keys.end()) keys.push_back(row.*member);
  }
  return keys;
}

std::string counts(const std::vector<LawRow>& rows) {
  std::uint64_t held = 0;
  std::uint64_t empty = 0;
  std::int64_t failed = 0;
  std::int64_t vacuous = 0;
  for (const LawRow& row : rows) {
    held += row.outcome.cases;
    empty += row.outcome.empty;
    failed += row.outcome.status == Status::kFail ? 1 : 0;
    vacuous += row.outcome.status == Status::kVacuous ? 1 : 0;
  }
  return fmt::format(
      "{} evaluations held, {} said nothing; of {} laws x backends {} failed, {} vacuous (seed "
      "{})\n",
      held, empty, rows.size(), failed, vacuous, rows.empty() ? 0 : rows.front().seed);
}

// Why a law has a "-", and how often it said nothing: once for all backends of one reason.
std::string excluded(const std::vector<LawRow>& rows) {
  std::vector<std::string> lines;
  for (const LawRow& row : rows) {
    if (row.outcome.status != Status::kUnsupported) continue;
    const std::string line = fmt::format("  {}: {}\n", row.law->name, row.outcome.reason);
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
  }
  if (lines.empty()) return "";
  return fmt::format("not asked (-):\n{}", fmt::join(lines, ""));
}

std::string explained(const LawRow& row) {
  std::string text = fmt::format("\n{} on {}: {}\n  {}\n", row.law->name, row.backend->name,
                                 to_string(row.outcome.status), row.outcome.reason);
  if (row.outcome.status != Status::kFail) return text;
  if (!row.outcome.written_out.empty()) {
    text += fmt::format("  written out: '{}'\n", row.outcome.written_out);
  }
  return text + fmt::format("  {}\n", as_called(repeat_command(row)));
}

}  // namespace

std::string repeat_command(const LawRow& row) {
  return fmt::format("normaudit laws --laws {} --backends {} --problem {}", row.law->name,
                     row.backend->name, shell_word(row.outcome.counterexample));
}

std::string render_law_matrix(const std::vector<LawRow>& rows) {
  const auto backends = distinct(rows, &LawRow::backend);
  std::vector<TextTable::Column> columns{{"law", false}};
  std::string legend;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    columns.push_back({std::to_string(i + 1), true});
    legend += fmt::format("{}{} {}", i == 0 ? "" : ", ", i + 1, backends[i]->name);
  }
  TextTable table(columns);
  for (const properties::Law* law : distinct(rows, &LawRow::law)) {
    std::vector<std::string> cells(backends.size() + 1);
    cells[0] = law->name;
    for (const LawRow& row : rows) {
      if (row.law != law) continue;
      const auto place = std::ranges::find(backends, row.backend) - backends.begin();
      cells[static_cast<std::size_t>(place) + 1] = cell_of(row);
    }
    table.add_row(std::move(cells));
  }
  std::string text = table.render() + "\n" + legend + "\n" + excluded(rows) + counts(rows);
  for (const LawRow& row : rows) {
    const Status status = row.outcome.status;
    if (status == Status::kFail || status == Status::kVacuous) text += explained(row);
  }
  return text;
}

std::string render_mutants(const std::vector<LawRow>& rows) {
  TextTable table({{"mutant", false}, {"law", false}, {"noticed", false}, {"cases before", true}});
  std::int64_t missed = 0;
  for (const LawRow& row : rows) {
    const bool noticed = row.outcome.status == Status::kFail;
    missed += noticed ? 0 : 1;
    table.add_row({row.backend->name, row.law->name,
                   noticed ? "yes" : "MISSED: " + row.outcome.reason,
                   std::to_string(row.outcome.cases + row.outcome.empty)});
  }
  return table.render() + fmt::format("\n{} of {} mutants x laws missed (seed {})\n", missed,
                                      rows.size(), rows.empty() ? 0 : rows.front().seed);
}

std::string render_law_line(const LawRow& row) {
  const properties::LawOutcome& outcome = row.outcome;
  files::Json json{{"schema", kRecordVersion},
                   {"kind", "law"},
                   {"law", row.law->name},
                   {"backend", row.backend->name},
                   {"status", to_string(outcome.status)},
                   {"reason", outcome.reason},
                   {"seed", row.seed},
                   {"cases", outcome.cases},
                   {"empty", outcome.empty},
                   {"unsupported", outcome.unsupported},
                   {"worst", outcome.worst},
                   {"tags", outcome.tags}};
  if (outcome.status == Status::kFail) {
    json["counterexample"] = outcome.counterexample;
    json["written_out"] = outcome.written_out;
    json["repeat"] = repeat_command(row);
  }
  json["environment"] = environment();
  return files::render_line(json);
}

}  // namespace normaudit::audit
