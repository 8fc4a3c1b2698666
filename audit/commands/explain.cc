// normaudit explain: the bound of the elements that stand out, term by term, beside the observed
// error.

#include "verdict/explain.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "audit/command.h"
#include "audit/invocation.h"
#include "audit/measurement.h"
#include "audit/status.h"
#include "core/error.h"

namespace normaudit::audit {
namespace {

struct ExplainCommand {
  std::string problem;
  std::string backend;

  ExitCode run() const {
    const Backend& chosen = find_backend(backend);
    const Problem parsed = parse_problem(problem);
    if (!chosen.contract) {
      throw InputError(
          fmt::format("backend '{}' declares no contract, so it has no bound", chosen.name));
    }
    const Measurement measured = measure(chosen, parsed);
    const verdict::Status status = measured.verdict.status;
    if (status == verdict::Status::kUnsupported) {
      return exit_code_of(status, measured.verdict.reason);
    }
    fmt::print("{}", verdict::explain({.problem = parsed,
                                       .inputs = measured.inputs,
                                       .got = measured.outputs,
                                       .contract = *chosen.contract,
                                       .verdict = measured.verdict}));
    if (!measured.findings.empty()) fmt::print("findings  {}\n", measured.findings);
    fmt::print("{}\n", as_called(repeat_command(parsed, chosen.name)));
    return exit_code_of(status, measured.verdict.reason);
  }
};

std::function<ExitCode()> set_up_explain(CLI::App& app) {
  const auto command = std::make_shared<ExplainCommand>();
  app.add_option("problem", command->problem, "the text of a problem")->required();
  app.add_option("--backend", command->backend, "normaudit list backends")->required();
  return [command] { return command->run(); };
}

const bool kExplainRegistered = register_entry(Command{
    .name = "explain",
    .sentence =
        "Shows the bound of the elements that stand out, term by term, beside the observed error.",
    .setup = set_up_explain,
});

}  // namespace
}  // namespace normaudit::audit
