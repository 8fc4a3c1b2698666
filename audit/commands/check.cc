// normaudit check: judges outputs that were made anywhere.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "audit/case_file.h"
#include "audit/case_flags.h"
#include "audit/command.h"
#include "audit/got_file.h"
#include "audit/invocation.h"
#include "audit/outputs_table.h"
#include "audit/status.h"
#include "core/backend.h"
#include "core/error.h"
#include "verdict/bound.h"
#include "verdict/grade.h"

namespace normaudit::audit {
namespace {

// A backend's own contract, or the plain contract of an algorithm class.
NumericContract find_contract(const std::string& name) {
  const Backend* backend = Registry<Backend>::instance().find(name);
  if (backend != nullptr && backend->contract) return *backend->contract;
  NumericContract contract;
  contract.algorithm = verdict::find_bound(name).name;
  return contract;
}

struct CheckCommand {
  CaseFlags flags;
  std::string case_file;
  std::string got_file;
  std::string contract;
  std::string require;

  ExitCode run() const {
    std::optional<NumericContract> chosen;
    if (!contract.empty()) chosen = find_contract(contract);
    const std::string least = require.empty() ? "" : verdict::parse_grade(require);
    Case user_case = read_case(case_file, flags);
    Got got = read_got(got_file, user_case);

    Measurement measured;
    measured.problem = user_case.problem;
    measured.inputs = std::move(user_case.inputs);
    measured.outputs = std::move(got.outputs);
    judge_outputs(measured, chosen ? &*chosen : nullptr);
    verdict::Status status = measured.verdict.status;
    if (!measured.verdict.outputs.empty())
      fmt::print("{}", render_outputs(records_of(measured, "")));
    if (got.num_batches_tracked) {
      status = joined(status, check_counter(*got.num_batches_tracked, measured.problem));
    }
    if (!got.absent.empty()) fmt::print("not there  {}\n", fmt::join(got.absent, ", "));
    if (!is_finding(status) && status != verdict::Status::kPass) {
      throw InputError(
          fmt::format("{}: nothing was judged: {}", got_file, measured.verdict.reason));
    }
    if (!least.empty()) status = joined(status, check_grades(measured, least));
    fmt::print("{}\n", to_string(status));
    if (is_finding(status)) fmt::print("{}\n", as_called(repeat()));
    return exit_code_of(status, measured.verdict.reason);
  }

  std::string repeat() const {
    std::string text = fmt::format("normaudit check --case {} --got {}{}", shell_word(case_file),
                                   shell_word(got_file), changed_flags(flags));
    if (!contract.empty()) text += " --contract " + shell_word(contract);
    if (!require.empty()) text += " --require " + shell_word(require);
    return text;
  }

  static verdict::Status check_counter(std::int64_t count, const Problem& problem) {
    const std::int64_t exact = problem.num_batches_tracked + 1;
    const verdict::Status status = count == exact ? verdict::Status::kPass : verdict::Status::kFail;
    fmt::print("{}  num_batches_tracked {}, exact {}\n", to_string(status), count, exact);
    return status;
  }

  static verdict::Status check_grades(const Measurement& measured, const std::string& least) {
    for (std::size_t i = 0; i < measured.grades.size(); ++i) {
      const verdict::OutputVerdict& output = measured.verdict.outputs[i];
      if (output.elements == 0 || !verdict::worse(measured.grades[i], least)) continue;
      fmt::print("{}: {} is below {}\n", to_string(output.role), measured.grades[i], least);
      return verdict::Status::kFail;
    }
    return verdict::Status::kPass;
  }
};

std::function<ExitCode()> set_up_check(CLI::App& app) {
  const auto command = std::make_shared<CheckCommand>();
  app.add_option("--case", command->case_file, "the case: x and what goes with it, .npz")
      ->required();
  app.add_option("--got", command->got_file, "the outputs to judge, .npz")->required();
  add_case_flags(app, command->flags);
  CLI::Option* contract =
      app.add_option("--contract", command->contract,
                     "judge by the bound of this backend or algorithm class; else graded");
  app.add_option("--require", command->require, "the worst grade that is good enough")
      ->excludes(contract);
  return [command] { return command->run(); };
}

const bool kCheckRegistered = register_entry(Command{
    .name = "check",
    .sentence = "Judges outputs made anywhere against the exact answer for the same case.",
    .setup = set_up_check,
});

}  // namespace
}  // namespace normaudit::audit
