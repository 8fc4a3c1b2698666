// normaudit laws: every law on every backend, over drawn problems.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "audit/case_flags.h"
#include "audit/command.h"
#include "audit/law_matrix.h"
#include "audit/parallel.h"
#include "audit/terminal.h"
#include "core/error.h"
#include "properties/journal.h"
#include "properties/mutant.h"
#include "properties/oracle_backend.h"

namespace normaudit::audit {
namespace {

using properties::JournalEntry;
using properties::Law;

struct LawsCommand {
  std::vector<std::string> laws;
  std::vector<std::string> backends;
  std::uint64_t cases = 200;
  std::uint64_t seed = 1;
  std::uint64_t first_case = 0;
  std::string problem;
  std::string regressions;
  bool mutants = false;
  bool json = false;
  int threads = 1;

  // Mutants outlive the rows that point at them.
  std::vector<std::unique_ptr<Backend>> mutant_backends;

  std::vector<const Law*> chosen_laws() const {
    if (laws.empty()) return Registry<Law>::instance().all();
    std::vector<const Law*> chosen;
    for (const std::string& name : laws) chosen.push_back(&properties::find_law(name));
    return chosen;
  }

  std::vector<const Backend*> chosen_backends() const {
    if (backends.empty()) return properties::all_subjects();
    std::vector<const Backend*> chosen;
    for (const std::string& name : backends) chosen.push_back(&properties::find_subject(name));
    return chosen;
  }

  std::vector<LawRow> rows() {
    std::vector<LawRow> rows;
    for (const Law* law : chosen_laws()) {
      if (mutants) {
        add_mutants(*law, rows);
        continue;
      }
      for (const Backend* backend : chosen_backends()) {
        rows.push_back({.law = law, .backend = backend, .outcome = {}, .seed = seed});
      }
    }
    return rows;
  }

  // Each law on the mutants that claim it.
  void add_mutants(const Law& law, std::vector<LawRow>& rows) {
    for (const mutants::Mutant* mutant : Registry<mutants::Mutant>::instance().all()) {
      if (std::ranges::find(mutant->killed_by, law.name) == mutant->killed_by.end()) continue;
      mutant_backends.push_back(std::make_unique<Backend>(as_backend(*mutant)));
      rows.push_back(
          {.law = &law, .backend = mutant_backends.back().get(), .outcome = {}, .seed = seed});
    }
  }

  void run_row(LawRow& row, const std::vector<JournalEntry>& journal) const {
    properties::LawEffort effort{.cases = cases, .seed = seed, .first_case = first_case};
    if (!problem.empty()) {
      effort.cases = 0;
      effort.replayed = {problem};
    }
    for (const JournalEntry& entry : journal) {
      if (entry.law == row.law->name && entry.backend == row.backend->name) {
        effort.replayed.push_back(entry.problem);
      }
    }
    if (!regressions.empty() && !mutants) effort.running_folder = folder_of_journal();
    row.outcome = run_law(*row.law, *row.backend, effort);
    if (row.outcome.status == verdict::Status::kFail && !regressions.empty() && !mutants) {
      properties::add_to_journal(regressions, {.law = row.law->name,
                                               .backend = row.backend->name,
                                               .problem = row.outcome.counterexample});
    }
  }

  std::filesystem::path folder_of_journal() const {
    const std::filesystem::path folder = std::filesystem::path(regressions).parent_path();
    return folder.empty() ? "." : folder;
  }

  std::vector<JournalEntry> past_failures() const {
    if (regressions.empty() || !problem.empty()) return {};
    if (!std::filesystem::is_directory(folder_of_journal())) {
      throw InputError("--regressions " + regressions + ": its folder does not exist");
    }
    properties::adopt_crashed_cases(folder_of_journal(), regressions);
    return properties::read_journal(regressions);
  }

  ExitCode run() {
    std::vector<LawRow> all = rows();
    const std::vector<JournalEntry> journal = past_failures();
    if (!problem.empty()) parse_problem(problem);  // before any row, so that it is refused once
    Progress progress("laws", static_cast<std::int64_t>(all.size()));
    parallel_for(static_cast<std::int64_t>(all.size()), threads, [&](std::int64_t i) {
      LawRow& row = all[static_cast<std::size_t>(i)];
      run_row(row, journal);
      progress.advance(fmt::format("{} {}", row.law->name, row.backend->name));
    });
    if (json) {
      for (const LawRow& row : all) fmt::print("{}", render_law_line(row));
    } else {
      fmt::print("{}", mutants ? render_mutants(all) : render_law_matrix(all));
    }
    return exit_code(all);
  }

  // A vacuous law is not a pass. A mutant is meant to be noticed: there the finding is one that was
  // not. Where one problem was asked about, most laws may be about others.
  ExitCode exit_code(const std::vector<LawRow>& all) const {
    const auto count = [&](verdict::Status status) {
      return std::ranges::count_if(all,
                                   [&](const LawRow& row) { return row.outcome.status == status; });
    };
    const auto failed = count(verdict::Status::kFail);
    if (mutants) return failed < std::ssize(all) ? ExitCode::kFinding : ExitCode::kGood;
    if (failed > 0) return ExitCode::kFinding;
    if (count(verdict::Status::kPass) == 0) throw InputError("nothing was judged");
    const bool drawn = problem.empty();
    return drawn && count(verdict::Status::kVacuous) > 0 ? ExitCode::kFinding : ExitCode::kGood;
  }
};

std::function<ExitCode()> set_up_laws(CLI::App& app) {
  const auto command = std::make_shared<LawsCommand>();
  app.add_option("--laws", command->laws, "these alone, comma-separated")->delimiter(',');
  app.add_option("--backends", command->backends, "these alone, comma-separated; 'oracle' is one")
      ->delimiter(',');
  app.add_option("--cases", command->cases, "problems drawn for every law and backend")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40))
      ->capture_default_str();
  app.add_option("--seed", command->seed, "of the draws")->capture_default_str();
  app.add_option("--first-case", command->first_case,
                 "where to begin among the seed's problems: a long run in parts")
      ->capture_default_str();
  app.add_option("--problem", command->problem, "try this one problem instead of drawn ones");
  app.add_option("--regressions", command->regressions,
                 "file of past failures: tried first, and new ones are added");
  app.add_flag("--mutants", command->mutants,
               "every law on the mutants it must notice; exit 1 where one is missed");
  app.add_flag("--json", command->json, "records instead of a table");
  add_threads_flag(app, command->threads);
  return [command] { return command->run(); };
}

const bool kLawsRegistered = register_entry(Command{
    .name = "laws",
    .sentence = "Tries every law on every backend over drawn problems: a matrix, and what failed.",
    .setup = set_up_laws,
});

}  // namespace
}  // namespace normaudit::audit
