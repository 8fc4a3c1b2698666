// normaudit search: the problem on which a backend comes nearest to its bound, or beyond it.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "audit/command.h"
#include "audit/environment.h"
#include "audit/invocation.h"
#include "audit/record.h"
#include "core/error.h"
#include "core/number_text.h"
#include "files/records.h"
#include "properties/bend.h"
#include "properties/climb.h"
#include "properties/moves.h"
#include "properties/oracle_backend.h"

namespace normaudit::audit {
namespace {

using properties::Climb;
using properties::ClimbEffort;
using properties::ClimbTask;

constexpr const char* kDefaultLaw = "within_bound";

// "60s", "500ms" or "2m".
std::chrono::milliseconds parse_budget(const std::string& text) {
  const std::size_t unit = text.find_first_not_of("0123456789");
  const std::string name = unit == std::string::npos ? "" : text.substr(unit);
  const std::int64_t factor = name == "ms" ? 1 : name == "s" ? 1000 : name == "m" ? 60'000 : 0;
  constexpr std::size_t kDigits = 9;
  if (factor == 0 || unit == 0 || unit > kDigits) {
    throw InputError("budget '" + text.substr(0, 64) + "' is not a time such as 500ms, 60s or 2m");
  }
  const std::int64_t count = parse_int(text.substr(0, unit), "budget");
  if (count == 0) throw InputError("budget '" + text + "' leaves no time to search");
  return std::chrono::milliseconds(count * factor);
}

struct SearchCommand {
  std::string backend;
  std::string law = kDefaultLaw;
  std::string budget = "60s";
  std::uint64_t evaluations = 0;
  std::uint64_t seed = 1;
  std::string pass;
  std::string dtype;
  bool json = false;

  // Only problems of the pass and formats asked for, as the law takes them.
  ClimbTask task(const properties::Law& chosen, const Backend& subject) const {
    ClimbTask task = properties::task_of(chosen, subject);
    const auto of_law = task.prepare;
    const auto wanted_pass = pass.empty() ? std::nullopt : std::optional(parse_pass(pass));
    const auto wanted_dtype = dtype.empty() ? std::nullopt : std::optional(parse_dtype(dtype));
    task.prepare = [=, this](Problem& problem) {
      if (wanted_dtype) properties::set_data_dtype(problem, *wanted_dtype);
      if (wanted_pass) properties::set_pass(problem, *wanted_pass);
      if (of_law) of_law(problem);
      require(problem, wanted_pass, wanted_dtype);
    };
    return task;
  }

  // A law decides what it is about, and may overrule the flags.
  void require(const Problem& problem, std::optional<Pass> wanted_pass,
               std::optional<Dtype> wanted_dtype) const {
    if (wanted_pass && problem.pass != *wanted_pass) {
      throw InputError(
          fmt::format("--pass {}: {} is about {}", pass, law, to_string(problem.pass)));
    }
    if (wanted_dtype && problem.dtype != *wanted_dtype) {
      throw InputError(
          fmt::format("--dtype {}: {} is about {}", dtype, law, to_string(problem.dtype)));
    }
  }

  std::string repeat(const Climb& found) const {
    if (law == kDefaultLaw && backend != properties::oracle_backend().name) {
      return fmt::format("normaudit explain {} --backend {}", shell_word(found.problem), backend);
    }
    return fmt::format("normaudit laws --laws {} --backends {} --problem {}", law, backend,
                       shell_word(found.problem));
  }

  std::string render_line(const Climb& found) const {
    files::Json record{{"schema", kRecordVersion},
                       {"kind", "search"},
                       {"backend", backend},
                       {"law", law},
                       {"seed", seed},
                       {"evaluations", found.evaluations},
                       {"restarts", found.restarts},
                       {"problem", found.problem},
                       {"repeat", repeat(found)},
                       {"environment", environment()}};
    // JSON has no infinity.
    record["largest_known"] =
        std::isfinite(found.best) ? files::Json(found.best) : files::Json(nullptr);
    return files::render_line(record);
  }

  ExitCode run() const {
    const Backend& subject = properties::find_subject(backend);
    const properties::Law& chosen = properties::find_law(law);
    const std::string excluded = chosen.excludes ? chosen.excludes(subject) : "";
    if (!excluded.empty()) throw InputError(law + " on " + backend + ": " + excluded);
    ClimbEffort effort{.budget = parse_budget(budget), .seed = seed};
    effort.evaluations = evaluations > 0 ? evaluations : UINT64_MAX;
    const Climb found = properties::climb(task(chosen, subject), effort);
    if (found.problem.empty()) {
      throw InputError(fmt::format("{} says nothing of {} on any of {} problems", law, backend,
                                   found.evaluations));
    }
    if (json) {
      fmt::print("{}", render_line(found));
    } else {
      fmt::print(
          "largest known error/bound of {}: {:.4g} by {}\n  {}\n"
          "  {} evaluations, {} climbs ended (seed {})\n  {}\n",
          backend, found.best, law, found.problem, found.evaluations, found.restarts, seed,
          as_called(repeat(found)));
    }
    return found.best > 1 ? ExitCode::kFinding : ExitCode::kGood;
  }
};

std::function<ExitCode()> set_up_search(CLI::App& app) {
  const auto command = std::make_shared<SearchCommand>();
  app.add_option("--backend", command->backend, "normaudit list backends; 'oracle' is one")
      ->required();
  app.add_option("--budget", command->budget, "time, such as 500ms, 60s or 2m")
      ->capture_default_str();
  app.add_option("--evaluations", command->evaluations,
                 "at most so many problems: what makes a search the same on any machine")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
  app.add_option("--seed", command->seed, "of the draws and the changes")->capture_default_str();
  app.add_option("--law", command->law, "whose residual over what is allowed is made large")
      ->capture_default_str();
  app.add_option("--pass", command->pass, "this pass alone");
  app.add_option("--dtype", command->dtype, "data of this format alone");
  app.add_flag("--json", command->json, "a record instead of text");
  return [command] { return command->run(); };
}

const bool kSearchRegistered = register_entry(Command{
    .name = "search",
    .sentence = "Climbs to the largest error over bound it can find, and shows the problem.",
    .setup = set_up_search,
});

}  // namespace
}  // namespace normaudit::audit
