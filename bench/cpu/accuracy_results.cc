// Errors as records and as tables.
#include "bench/cpu/accuracy_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace normaudit::bench::cpu {
namespace {

using Json = nlohmann::json;
using Members = std::vector<const AccuracyContest*>;

Json record_of(const Accuracy& accuracy) {
  if (!accuracy.failed.empty()) return {{"failed", accuracy.failed}};
  Json record = Json::object();
  for (const auto& [role, error] : accuracy.errors) {
    record[std::string(to_string(role))] = std::isfinite(error) ? Json(error) : "inf";
  }
  return record;
}

Json record_of(const AccuracyContest& contest) {
  const Problem& problem = contest.asked.timed.problem;
  Json record{{"pass", to_string(problem.pass)},    {"layout", to_string(problem.layout)},
              {"shape", shape_text(problem.shape)}, {"threads", contest.asked.timed.threads},
              {"mean", contest.asked.mean},         {"errors", Json::object()}};
  for (const Accuracy& each : contest.contenders) {
    record["errors"][each.contender] = record_of(each);
  }
  return record;
}

// In the order in which they first come.
std::vector<std::string> names_of(const Members& members, Role role) {
  std::vector<std::string> names;
  for (const AccuracyContest* contest : members) {
    for (const Accuracy& each : contest->contenders) {
      if (!each.errors.contains(role)) continue;
      if (std::ranges::find(names, each.contender) == names.end()) names.push_back(each.contender);
    }
  }
  return names;
}

std::string cell(const AccuracyContest& contest, const std::string& name, Role role) {
  for (const Accuracy& each : contest.contenders) {
    if (each.contender != name) continue;
    if (!each.failed.empty()) return "failed";
    const auto found = each.errors.find(role);
    if (found != each.errors.end()) return fmt::format("{:.2g}", found->second);
  }
  return "-";
}

std::string table_of(const Members& members, Role role) {
  const std::vector<std::string> names = names_of(members, role);
  if (names.empty()) return "";
  const Problem& problem = members.front()->asked.timed.problem;
  std::string text = fmt::format("**{}, {}: {}; {}, n = {}, x ~ N(mean, 1)**\n\n| layout | mean |",
                                 to_string(problem.pass), to_string(role), measure_of(role),
                                 shape_text(problem.shape), group_size(problem));
  std::string rule = "|---|---|";
  for (const std::string& each : names) {
    text += fmt::format(" {} |", each);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const AccuracyContest* contest : members) {
    text += fmt::format("| {} | {:g} |", to_string(contest->asked.timed.problem.layout),
                        contest->asked.mean);
    for (const std::string& each : names) text += fmt::format(" {} |", cell(*contest, each, role));
    text += "\n";
  }
  return text + "\n";
}

bool are_one_table(const AccuracyContest& a, const AccuracyContest& b) {
  const Problem& first = a.asked.timed.problem;
  const Problem& second = b.asked.timed.problem;
  return first.pass == second.pass && first.shape == second.shape;
}

}  // namespace

Json to_json(const AccuracyResults& results) {
  Json json{{"schema", 1},
            {"environment", Json::object()},
            {"absent", results.absent},
            {"measures", Json::object()},
            {"kinds", Json::object()},
            {"accuracy", Json::array()}};
  for (const auto& [name, value] : results.facts) json["environment"][name] = value;
  for (const AccuracyContest& contest : results.contests) {
    for (Role role : outputs_of(contest.asked.timed.problem)) {
      json["measures"][std::string(to_string(role))] = measure_of(role);
    }
    for (const Accuracy& each : contest.contenders) {
      json["kinds"][each.contender] = to_string(each.kind);
    }
    json["accuracy"].push_back(record_of(contest));
  }
  return json;
}

std::string accuracy_tables(const std::vector<AccuracyContest>& contests) {
  std::vector<Members> tables;
  std::set<std::string> failures;
  for (const AccuracyContest& contest : contests) {
    const auto found = std::ranges::find_if(
        tables, [&](const Members& each) { return are_one_table(*each.front(), contest); });
    (found == tables.end() ? tables.emplace_back() : *found).push_back(&contest);
    for (const Accuracy& each : contest.contenders) {
      if (!each.failed.empty()) failures.insert(each.contender + ": " + each.failed);
    }
  }
  std::string text;
  for (const Members& each : tables) {
    for (Role role : outputs_of(each.front()->asked.timed.problem)) text += table_of(each, role);
  }
  for (const std::string& each : failures) text += "failed somewhere: " + each + "\n";
  return text;
}

}  // namespace normaudit::bench::cpu
