// normaudit golden: generates, checks and exports the golden data.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "audit/case_flags.h"
#include "audit/command.h"
#include "core/error.h"
#include "files/text.h"
#include "golden/check.h"
#include "golden/export.h"
#include "golden/generate.h"
#include "golden/nist/nist.h"

namespace normaudit::audit {
namespace {

struct GoldenCommand {
  std::string verb;
  std::string family;
  std::string data = NORMAUDIT_GOLDEN_DATA;
  std::string out;
  std::string format = "npz";
  int threads = 1;

  golden::Selection selection() const {
    golden::Selection selected{.family = std::nullopt, .threads = threads};
    if (!family.empty()) selected.family = family;
    golden::selected_families(selected);  // an unknown family is refused before any work
    return selected;
  }

  ExitCode generate() const {
    golden::generate(data, selection());
    fmt::print("generated {}\n", data);
    return ExitCode::kGood;
  }

  ExitCode check() const {
    golden::CheckReport report = golden::check(data, selection());
    if (report.families == 0 && report.good()) throw InputError("nothing was compared");
    if (family.empty()) {
      const std::vector<std::string> outside = golden::check_nist(NORMAUDIT_GOLDEN_NIST);
      report.findings.insert(report.findings.end(), outside.begin(), outside.end());
    }
    for (const std::string& finding : report.findings) fmt::print("{}\n", finding);
    fmt::print("{} families, {} problems: {} arrays compared byte for byte, {} by digest; {}{}\n",
               report.families, report.problems, report.arrays, report.digests,
               family.empty() ? fmt::format("{} NIST datasets; ", golden::nist_names().size()) : "",
               report.good() ? "all equal" : count_text(report.findings.size()));
    return report.good() ? ExitCode::kGood : ExitCode::kFinding;
  }

  static std::string count_text(std::size_t findings) {
    return fmt::format("{} finding{}", findings, findings == 1 ? "" : "s");
  }

  ExitCode export_data() const {
    const golden::ExportFormat chosen = golden::parse_export_format(format);
    if (out.empty()) throw InputError("golden export needs --out");
    for (const std::filesystem::path& path : golden::export_golden({.data_folder = data,
                                             .out_folder = out,
                                             .selection = selection(),
                                             .format = chosen})) {
      fmt::print("{}\n", path.string());
    }
    return ExitCode::kGood;
  }
};

struct Verb {
  std::string_view name;
  ExitCode (GoldenCommand::*run)() const;
};

constexpr std::array kVerbs{Verb{"generate", &GoldenCommand::generate},
                            Verb{"check", &GoldenCommand::check},
                            Verb{"export", &GoldenCommand::export_data}};

ExitCode run(const GoldenCommand& command) {
  for (const Verb& verb : kVerbs) {
    if (verb.name == command.verb) return (command.*verb.run)();
  }
  throw InputError(
      fmt::format("golden {}: expected generate, check or export", files::in_quotes(command.verb)));
}

std::function<ExitCode()> set_up_golden(CLI::App& app) {
  const auto command = std::make_shared<GoldenCommand>();
  app.add_option("verb", command->verb, "generate, check or export")->required();
  app.add_option("--family", command->family, "this family alone");
  app.add_option("--data", command->data, "folder of the golden data")->capture_default_str();
  app.add_option("--out", command->out, "export: folder to write to");
  app.add_option("--format", command->format, "export: npz, csv or safetensors")
      ->capture_default_str();
  add_threads_flag(app, command->threads);
  return [command] { return run(*command); };
}

const bool kGoldenRegistered = register_entry(Command{
    .name = "golden",
    .sentence = "Generates, checks or exports the golden data.",
    .setup = set_up_golden,
});

}  // namespace
}  // namespace normaudit::audit
