// The command line as a whole.

#include "audit/program.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <new>

#include "audit/command.h"
#include "audit/environment.h"
#include "audit/invocation.h"
#include "core/error.h"

namespace normaudit::audit {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 good; 1 a verdict of fail; 2 worse than the baseline;\n"
    "3 usage, input or environment error, or nothing was judged.";

ExitCode refuse(std::string sentence) {
  std::ranges::replace(sentence, '\n', ' ');
  fmt::print(stderr, "normaudit: {}\n", sentence);
  return ExitCode::kUnusable;
}

ExitCode parse_and_run(int argc, const char* const* argv) {
  CLI::App app("Judges normalization backends against the exact answer.", "normaudit");
  const std::string version = "normaudit " + std::string(program_version());
  app.set_version_flag("--version", version);
  app.require_subcommand(0, 1);  // none is refused below: a misspelt one is to be named
  app.footer(kFooter);
  std::function<ExitCode()> chosen;
  for (const Command* command : Registry<Command>::instance().all()) {
    CLI::App* part = app.add_subcommand(command->name, command->sentence);
    part->set_version_flag("--version", version);
    part->footer(kFooter);
    part->final_callback([&chosen, run = command->setup(*part)] { chosen = run; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      return refuse(fmt::format("{} (see normaudit --help)", error.what()));
    }
    app.exit(error);  // prints the help or the version that was asked for
    return ExitCode::kGood;
  }
  if (!chosen) return refuse("a command is required (see normaudit --help)");
  return chosen();
}

}  // namespace

ExitCode run_program(int argc, const char* const* argv) {
  if (argc > 0) remember_call(argv[0]);
  try {
    const ExitCode code = parse_and_run(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      return refuse("cannot write to standard output");
    }
    return code;
  } catch (const InputError& error) {
    return refuse(error.what());
  } catch (const std::bad_alloc&) {
    return refuse("this needs more memory than there is");
  } catch (const std::exception& error) {
    return refuse(fmt::format("internal error, please report it: {}", error.what()));
  }
}

}  // namespace normaudit::audit
