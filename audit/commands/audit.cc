// normaudit audit: every backend on every golden family, as a table and as records.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <span>

#include "audit/audit_report.h"
#include "audit/audit_rows.h"
#include "audit/case_flags.h"
#include "audit/command.h"
#include "audit/grade_search.h"
#include "audit/grades.h"
#include "audit/parallel.h"
#include "audit/published_report.h"
#include "audit/selection.h"
#include "audit/status.h"
#include "audit/terminal.h"
#include "core/error.h"
#include "files/atomic_file.h"

namespace normaudit::audit {
namespace {

std::filesystem::path record_file(const std::filesystem::path& folder, const Shard& shard) {
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    throw InputError(fmt::format("--out {}: cannot make this folder: {}", folder.string(),
                                 error ? error.message() : "there is a file of that name"));
  }
  if (shard.count == 1) return folder / "results.jsonl";
  return folder / fmt::format("results.{}-of-{}.jsonl", shard.index, shard.count);
}

// Largest problems first, so that no thread is left with a long one in the end; the records keep
// the order of the tasks.
std::vector<Record> run_tasks(const std::vector<Task>& tasks, int threads) {
  std::vector<std::size_t> order(tasks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return tasks[i].problem.shape.count(); });
  std::vector<std::vector<Record>> results(tasks.size());
  Progress progress("audit", static_cast<std::int64_t>(tasks.size()));
  parallel_for(static_cast<std::int64_t>(tasks.size()), threads, [&](std::int64_t i) {
    const std::size_t at = order[static_cast<std::size_t>(i)];
    const Task& task = tasks[at];
    results[at] = records_of(measure(*task.backend, task.problem), task.family);
    progress.advance(fmt::format("{} {}", task.backend->name, task.family));
  });
  std::vector<Record> records;
  for (std::vector<Record>& each : results) {
    std::ranges::move(each, std::back_inserter(records));
  }
  return records;
}

std::vector<Record> run_searches(const std::vector<GradeSearch>& searches, int threads) {
  std::vector<std::vector<Record>> results(searches.size());
  Progress progress("search", static_cast<std::int64_t>(searches.size()));
  parallel_for(static_cast<std::int64_t>(searches.size()), threads, [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    for (const Measurement& measured : search_for_grade(searches[at])) {
      std::ranges::move(records_of(measured, kSearchFamily), std::back_inserter(results[at]));
    }
    progress.advance(searches[at].backend->name);
  });
  std::vector<Record> records;
  for (std::vector<Record>& each : results) {
    std::ranges::move(each, std::back_inserter(records));
  }
  return records;
}

struct AuditCommand {
  Selection selection;
  std::uint64_t search = 200;
  std::string shard;
  std::string out;
  int threads = 1;

  // Nothing was left out; of shards the first reports what no shard holds a part of.
  bool is_whole() const {
    return selection.backends.empty() && selection.operators.empty() &&
           selection.families.empty() && selection.shard.index == 1;
  }

  ExitCode run() {
    if (!shard.empty()) selection.shard = parse_shard(shard);
    const std::vector<Task> tasks = select_tasks(selection);
    if (tasks.empty()) throw InputError("the selection holds no problem");
    const std::filesystem::path path = record_file(out, selection.shard);
    files::AtomicFile file(path);  // before the work, so that a folder that refuses is seen at once
    std::vector<Record> records = run_tasks(tasks, threads);
    std::ranges::move(run_searches(select_searches(selection, search), threads),
                      std::back_inserter(records));
    const std::vector<Grade> grades = grades_of(records);
    const auto write = [&](const auto& entry) {
      const std::string line = render_line(entry);
      file.write(std::as_bytes(std::span(line)));
    };
    std::ranges::for_each(records, write);
    std::ranges::for_each(grades, write);
    file.commit();
    fmt::print("{}{}\nrecords: {}\n", render_report(records, {.color = has_color(stdout)}),
               render_grades(grades), path.string());
    if (is_whole()) fmt::print("{}", published_section());
    const std::vector<AuditRow> rows = audit_rows(records);
    if (rows.empty()) throw InputError("nothing was judged: see the reasons above");
    return is_finding(rows.front().status) ? ExitCode::kFinding : ExitCode::kGood;
  }
};

std::function<ExitCode()> set_up_audit(CLI::App& app) {
  const auto command = std::make_shared<AuditCommand>();
  Selection& selection = command->selection;
  app.add_option("--backends", selection.backends, "these alone, comma-separated")->delimiter(',');
  app.add_option("--operators", selection.operators, "these alone, comma-separated")
      ->delimiter(',');
  app.add_option("--families", selection.families, "these alone, comma-separated")->delimiter(',');
  app.add_option("--effort", selection.effort, "seeds for every problem")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--search", command->search,
                 "problems tried by a search for each backend and pass; 0 for none")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  app.add_option("--shard", command->shard, "part i of N of the problems, as i/N, from 1");
  app.add_option("--out", command->out, "folder for the records; made where its parent exists")
      ->required();
  add_threads_flag(app, command->threads);
  return [command] { return command->run(); };
}

const bool kAuditRegistered = register_entry(Command{
    .name = "audit",
    .sentence = "Judges every backend on every golden family: a table, worst first, and records.",
    .setup = set_up_audit,
});

}  // namespace
}  // namespace normaudit::audit
