// Which backends run on which problems.

#include "audit/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/number_text.h"
#include "files/text.h"
#include "golden/family.h"

namespace normaudit::audit {
namespace {

template <class Entry>
std::vector<const Entry*> choose(const std::vector<std::string>& names, std::string_view flag) {
  const Registry<Entry>& registry = Registry<Entry>::instance();
  for (const std::string& name : names) {
    if (registry.find(name) == nullptr) {
      throw InputError(fmt::format("{} {}: expected one of {}", flag, files::in_quotes(name),
                                   fmt::join(registry.names(), ", ")));
    }
  }
  std::vector<const Entry*> chosen;
  for (const Entry* entry : registry.all()) {
    if (names.empty() || std::ranges::find(names, entry->name) != names.end()) {
      chosen.push_back(entry);
    }
  }
  return chosen;
}

// A problem that spells out x draws nothing that a seed could change.
std::vector<Problem> with_seeds(const Problem& problem, std::int64_t effort) {
  std::vector<Problem> variants{problem};
  if (problem.values.contains(Role::kX)) return variants;
  for (std::int64_t i = 1; i < effort; ++i) {
    variants.push_back(problem);
    variants.back().seed += static_cast<std::uint64_t>(i);
  }
  return variants;
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    throw InputError(fmt::format("--shard {} is not i/N", files::in_quotes(text)));
  }
  const Shard shard{parse_int(text.substr(0, slash), "--shard"),
                    parse_int(text.substr(slash + 1), "--shard")};
  if (shard.index < 1 || shard.index > shard.count) {
    throw InputError(fmt::format("--shard {}: i is not in 1 to N", files::in_quotes(text)));
  }
  return shard;
}

std::vector<Task> select_tasks(const Selection& selection) {
  std::set<std::string_view> operators;
  for (const Operator* op : choose<Operator>(selection.operators, "--operators")) {
    operators.insert(op->name);
  }
  const auto backends = choose<Backend>(selection.backends, "--backends");
  std::vector<Task> tasks;
  std::int64_t ordinal = 0;
  for (const golden::Family* family : choose<golden::Family>(selection.families, "--families")) {
    std::set<std::string> seen;  // seeds of neighbouring problems may meet
    for (const Problem& frozen : family->problems()) {
      if (!operators.contains(frozen.operator_name)) continue;
      for (const Problem& problem : with_seeds(frozen, selection.effort)) {
        if (!seen.insert(to_string(problem)).second) continue;
        if (ordinal++ % selection.shard.count != selection.shard.index - 1) continue;
        for (const Backend* backend : backends) {
          tasks.push_back({.backend = backend, .family = family->name, .problem = problem});
        }
      }
    }
  }
  return tasks;
}

std::vector<GradeSearch> select_searches(const Selection& selection, std::uint64_t evaluations) {
  std::vector<GradeSearch> searches;
  if (evaluations == 0) return searches;
  std::int64_t ordinal = 0;
  for (const Backend* backend : choose<Backend>(selection.backends, "--backends")) {
    for (Pass pass :
         {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
      if (ordinal++ % selection.shard.count != selection.shard.index - 1) continue;
      searches.push_back({.backend = backend, .pass = pass, .evaluations = evaluations});
    }
  }
  return searches;
}

}  // namespace normaudit::audit
