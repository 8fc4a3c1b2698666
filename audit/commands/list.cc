// normaudit list: everything registered of one kind, with its sentence.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "audit/command.h"
#include "audit/environment.h"
#include "audit/record.h"
#include "audit/text_table.h"
#include "core/backend.h"
#include "core/error.h"
#include "core/hazard.h"
#include "core/operator.h"
#include "files/text.h"
#include "golden/family.h"
#include "properties/law.h"
#include "properties/mutant.h"
#include "verdict/bound.h"

namespace normaudit::audit {
namespace {

struct Listed {
  std::string name;
  std::string sentence;
};

template <class Entry>
std::vector<Listed> all_of() {
  std::vector<Listed> list;
  for (const Entry* entry : Registry<Entry>::instance().all()) {
    list.push_back({entry->name, entry->sentence});
  }
  return list;
}

struct ListKind {
  std::string_view name;
  std::vector<Listed> (*all)();
};

constexpr std::array kKinds{
    ListKind{"backends", all_of<Backend>},        ListKind{"bounds", all_of<verdict::Bound>},
    ListKind{"families", all_of<golden::Family>}, ListKind{"hazards", all_of<Hazard>},
    ListKind{"laws", all_of<properties::Law>},    ListKind{"mutants", all_of<mutants::Mutant>},
    ListKind{"operators", all_of<Operator>},
};

const ListKind& find_kind(std::string_view name) {
  std::string known;
  for (const ListKind& kind : kKinds) {
    if (kind.name == name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(kind.name);
  }
  throw InputError(fmt::format("list {}: expected one of {}", files::in_quotes(name), known));
}

std::string as_json(const ListKind& kind) {
  files::Json entries = files::Json::array();
  for (const Listed& each : kind.all()) {
    entries.push_back({{"name", each.name}, {"sentence", each.sentence}});
  }
  return files::render_pretty({{"schema", kRecordVersion},
                               {"kind", kind.name},
                               {"entries", entries},
                               {"environment", environment()}});
}

std::string as_table(const ListKind& kind) {
  TextTable table({{std::string(kind.name)}, {"what it is"}});
  for (const Listed& each : kind.all()) table.add_row({each.name, each.sentence});
  return table.render();
}

struct ListCommand {
  std::string kind;
  bool json = false;
};

std::function<ExitCode()> set_up_list(CLI::App& app) {
  const auto command = std::make_shared<ListCommand>();
  app.add_option("kind", command->kind,
                 "backends, bounds, families, hazards, laws, mutants or operators")
      ->required();
  app.add_flag("--json", command->json, "as one JSON object");
  return [command] {
    const ListKind& kind = find_kind(command->kind);
    fmt::print("{}", command->json ? as_json(kind) : as_table(kind));
    return ExitCode::kGood;
  };
}

const bool kListRegistered = register_entry(Command{
    .name = "list",
    .sentence = "Lists what there is of one kind: backends, bounds, families, hazards, laws, "
                "mutants, operators.",
    .setup = set_up_list,
});

}  // namespace
}  // namespace normaudit::audit
