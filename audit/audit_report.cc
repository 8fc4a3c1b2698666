// The audit as text, from its records alone.

#include "audit/audit_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/audit_rows.h"
#include "audit/backend_sentences.h"
#include "audit/grade_search.h"
#include "audit/invocation.h"
#include "audit/outputs_table.h"
#include "audit/side_by_side.h"
#include "audit/status.h"
#include "audit/text_table.h"

namespace normaudit::audit {
namespace {

constexpr std::string_view kLegend =
    "backward/u  error over the magnitudes that enter, in units of the output's roundoff u:\n"
    "            a good backend stays below about 8 wherever nothing under- or overflows and no\n"
    "            channel is constant\n"
    "ulps        error in units of the exact result's last place: large where it is near zero;\n"
    "            all lost: the error exceeds the exact result, as any error does that of a zero\n"
    "of max      error over the largest exact magnitude of the output: 1 is every digit lost\n"
    "of bound    error over what the backend's own algorithm may lose on these very inputs\n"
    "no bound    share of the elements where its algorithm promises nothing (a variance may "
    "cancel\n"
    "            or a square overflow): none of these can fail, and 'pass' speaks of the "
    "others\n\n";

std::string in_color(std::string_view text, std::string_view code, bool color) {
  return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

// A percentage that is 0 only where there is none.
std::string share(std::int64_t part, std::int64_t whole) {
  if (part == 0) return "-";
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(whole);
  return percent < 1 ? "<1%" : fmt::format("{:.0f}%", percent);
}

// Under every failing row and under the worst row of each backend stands what repeats it.
std::string main_table(const std::vector<AuditRow>& rows) {
  TextTable table({{"verdict"},
                   {"backend"},
                   {"family"},
                   {"worst in"},
                   {"backward/u", true},
                   {"ulps", true},
                   {"of max", true},
                   {"of bound", true},
                   {"no bound", true}});
  std::set<std::string> shown;
  for (const AuditRow& row : rows) {
    table.add_row({std::string(is_finding(row.status) ? "FAIL" : to_string(row.status)),
                   row.backend, row.family, std::string(to_string(row.worst->measured.role)),
                   compact(row.max_backward_error), ulps_text(row.max_ulps, row.max_ulps_dtype),
                   compact(row.max_relative_to_largest), compact(row.max_over_bound),
                   share(row.unbounded, row.elements)});
    if (shown.insert(row.backend).second || is_finding(row.status)) {
      for (std::string& line : worst_lines(*row.worst)) table.add_note(std::move(line));
      table.add_note(as_called(row.worst->repeat));
    }
  }
  return table.render();
}

std::string totals(std::span<const Record> records, bool color) {
  std::map<std::pair<std::string, std::string>, verdict::Status> runs;
  std::map<std::string, std::int64_t> reasons;
  for (const Record& record : records) {
    const auto [run, first] =
        runs.try_emplace({record.backend, record.problem}, record.measured.status);
    if (!first) run->second = joined(run->second, record.measured.status);
    if (!record.has_output) {
      ++reasons[fmt::format("{}: {}: {}", record.backend, to_string(record.measured.status),
                            record.measured.reason)];
    }
  }
  const auto count = [&](verdict::Status status) {
    return std::ranges::count_if(runs, [&](const auto& run) { return run.second == status; });
  };
  const auto passed = count(verdict::Status::kPass);
  const auto unsupported = count(verdict::Status::kUnsupported);
  const auto vacuous = count(verdict::Status::kVacuous);
  const auto failed = static_cast<std::int64_t>(runs.size()) - passed - unsupported - vacuous;
  std::string text =
      fmt::format("\n{} runs of a backend on a problem: {}, {}, {} unsupported, {} vacuous\n",
                  runs.size(), in_color(fmt::format("{} pass", passed), "32", color),
                  in_color(fmt::format("{} fail", failed), failed > 0 ? "31;1" : "0", color),
                  unsupported, vacuous);
  for (const auto& [reason, times] : reasons) text += fmt::format("  {} x {}\n", times, reason);
  return text;
}

}  // namespace

std::string render_report(std::span<const Record> records, const ReportOptions& options) {
  const std::vector<AuditRow> rows = audit_rows(records);
  if (rows.empty()) return totals(records, options.color) + backend_sentences(records);
  // Every backend has problems of its own there, which set beside each other would mislead.
  std::vector<Record> shared;
  std::ranges::copy_if(records, std::back_inserter(shared),
                       [](const Record& record) { return record.family != kSearchFamily; });
  return std::string(kLegend) + main_table(rows) +
         side_by_side(shared, {.title = "y in training, backward/u",
                               .value = &verdict::OutputVerdict::max_backward_error}) +
         side_by_side(shared, {.title = "y in training, of max",
                               .value = &verdict::OutputVerdict::max_relative_to_largest}) +
         totals(records, options.color) + backend_sentences(records);
}

}  // namespace normaudit::audit
