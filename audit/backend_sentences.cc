// What an audit comes to, one sentence for each backend.

#include "audit/backend_sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/status.h"

namespace normaudit::audit {
namespace {

using verdict::Status;

constexpr std::size_t kColumns = 100;

struct Summary {
  std::map<std::string, Status> runs;  ///< by problem
  std::set<std::string> lost;          ///< families
};

bool lost_every_digit(const Record& record) {
  return record.has_output && record.measured.role == Role::kY &&
         record.facts.pass == Pass::kForwardTraining &&
         record.measured.max_relative_to_largest >= 1;
}

std::string counts(const Summary& summary) {
  std::map<std::string_view, int> times;
  for (const auto& [problem, status] : summary.runs) {
    ++times[to_string(is_finding(status) ? Status::kFail : status)];
  }
  std::string text = fmt::format("{} pass, {} fail", times["pass"], times["fail"]);
  for (const char* rest : {"unsupported", "vacuous"}) {
    if (times[rest] > 0) text += fmt::format(", {} {}", times[rest], rest);
  }
  return text;
}

// Breaks lines at blanks.
std::string wrapped(const std::string& sentence) {
  std::string text;
  std::string line;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
    const std::string word = sentence.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > kColumns) {
      text += line + "\n";
      line = "   ";
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  return text + line + "\n";
}

}  // namespace

std::string backend_sentences(std::span<const Record> records) {
  std::map<std::string, Summary> by_backend;
  for (const Record& record : records) {
    Summary& summary = by_backend[record.backend];
    const Status status = record.measured.status;
    const auto [run, first] = summary.runs.try_emplace(record.problem, status);
    if (!first) run->second = joined(run->second, status);
    if (lost_every_digit(record)) summary.lost.insert(record.family);
  }
  std::string text = "\n";
  for (const auto& [backend, summary] : by_backend) {
    std::string sentence = backend + ": " + counts(summary);
    std::string_view before = "; every digit of some y lost in ";
    for (const std::string& family : summary.lost) {
      sentence += before;
      sentence += family;
      before = ", ";
    }
    text += wrapped(sentence);
  }
  return text;
}

}  // namespace normaudit::audit
