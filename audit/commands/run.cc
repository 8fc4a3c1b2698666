// normaudit run: judges one problem on one backend.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "audit/command.h"
#include "audit/invocation.h"
#include "audit/outputs_table.h"
#include "audit/status.h"

namespace normaudit::audit {
namespace {

struct RunCommand {
  std::string problem;
  std::string backend;
  bool json = false;

  ExitCode run() const {
    const Backend& chosen = find_backend(backend);
    const Problem parsed = parse_problem(problem);
    const Measurement measured = measure(chosen, parsed);
    const std::vector<Record> records = records_of(measured, "");
    const verdict::Verdict& verdict = measured.verdict;
    if (json) {
      for (const Record& record : records) fmt::print("{}", render_line(record));
    } else {
      fmt::print("{}: {} on {}\n{}", to_string(verdict.status), chosen.name, to_string(parsed),
                 render_outputs(records));
    }
    if (is_finding(verdict.status) && !json) {
      fmt::print("{}\n", as_called(records.front().repeat));
    }
    return exit_code_of(verdict.status, verdict.reason);
  }
};

std::function<ExitCode()> set_up_run(CLI::App& app) {
  const auto command = std::make_shared<RunCommand>();
  app.add_option("problem", command->problem,
                 "for example 'batch_norm backward shape=8,4,7,7 hazard=huge_mean seed=3'")
      ->required();
  app.add_option("--backend", command->backend, "normaudit list backends")->required();
  app.add_flag("--json", command->json, "records instead of a table");
  return [command] { return command->run(); };
}

const bool kRunRegistered = register_entry(Command{
    .name = "run",
    .sentence = "Runs one problem on one backend and judges every element of every output.",
    .setup = set_up_run,
});

}  // namespace
}  // namespace normaudit::audit
