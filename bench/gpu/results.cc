// Records of timings, out and in, and the sums over the network.
#include "bench/gpu/results.h"

#include <algorithm>
#include <fstream>

#include "core/error.h"

namespace normaudit::bench {
namespace {

using Json = nlohmann::json;

std::string table_key(const Problem& problem) {
  Problem any_layer = problem;
  any_layer.shape.channels = 1;
  any_layer.shape.spatial = {1, 1};
  return key_of(any_layer);
}

Json record_of(const Contest& contest, const Timing& timing, const Ceiling& ceiling) {
  const Problem& problem = contest.entry.problem;
  const auto bytes = static_cast<double>(floor_bytes(problem));
  Json record{{"problem", key_of(problem)},        {"shape", problem.shape.extents()},
              {"dtype", to_string(problem.dtype)}, {"layout", to_string(problem.layout)},
              {"pass", to_string(problem.pass)},   {"layers", contest.entry.count},
              {"contender", timing.contender},     {"peer", timing.is_peer}};
  if (!timing.not_timed.empty()) {
    record["not_timed"] = timing.not_timed;
    record["wrong"] = timing.is_wrong;
    return record;
  }
  record["median_us"] = timing.median_us;
  record["least_us"] = timing.least_us;
  record["launch_us"] = timing.launch_us;
  record["samples"] = timing.samples;
  record["calls"] = timing.calls;
  record["late_samples"] = timing.late_samples;
  record["floor_bytes"] = floor_bytes(problem);
  record["floor_us"] = floor_us(problem, ceiling);
  record["gigabytes_per_second"] = gigabytes_per_second(bytes, timing.median_us);
  record["fraction_of_floor"] = floor_us(problem, ceiling) / timing.median_us;
  if (const double best = best_peer_us(contest.timings); best > 0) {
    record["ratio_to_best_peer"] = timing.median_us / best;
  }
  const Agreement& found = timing.agreement;
  if (found.compared > 0) {
    record["beside_" + found.beside] = {{"compared", found.compared},
                                        {"different", found.different},
                                        {"not_finite", found.not_finite},
                                        {"largest_difference", found.largest_difference},
                                        {"largest_value", found.largest_value}};
  }
  return record;
}

// Layers count once per contender; `best` takes the fastest of ours in each.
void add(std::vector<Total>& totals, const Total& more) {
  const auto found = std::find_if(totals.begin(), totals.end(), [&](const Total& total) {
    return total.contender == more.contender;
  });
  if (found == totals.end()) {
    totals.push_back(more);
  } else {
    found->milliseconds += more.milliseconds;
    found->layers += more.layers;
  }
}

// 0 where there is none.
template <class Counts>
double best_us(const std::vector<Timing>& timings, Counts counts) {
  double best = 0;
  for (const Timing& each : timings) {
    if (!counts(each) || !each.not_timed.empty()) continue;
    if (best == 0 || each.median_us < best) best = each.median_us;
  }
  return best;
}

}  // namespace

double floor_us(const Problem& problem, const Ceiling& ceiling) {
  return static_cast<double>(floor_bytes(problem)) / (ceiling.copy_rate * 1e3);
}

double best_peer_us(const std::vector<Timing>& timings) {
  return best_us(timings, [](const Timing& each) { return each.is_peer; });
}

double best_own_us(const std::vector<Timing>& timings) {
  return best_us(timings, [](const Timing& each) { return !each.is_peer; });
}

std::vector<std::vector<const Contest*>> tables_of(const Results& results) {
  std::vector<std::vector<const Contest*>> tables;
  for (const Contest& each : results.contests) {
    const std::string key = table_key(each.entry.problem);
    if (tables.empty() || table_key(tables.back().front()->entry.problem) != key) {
      tables.emplace_back();
    }
    tables.back().push_back(&each);
  }
  return tables;
}

std::vector<Total> totals_of(const std::vector<const Contest*>& table, const Ceiling& ceiling) {
  std::vector<Total> totals;
  std::vector<Total> last{{.contender = "best of ours"}, {.contender = "floor"}};
  for (const Contest* contest : table) {
    const int count = contest->entry.count;
    const auto total = [count](const std::string& name, double us) {
      return Total{name, us * count / 1e3, us > 0 ? count : 0};
    };
    for (const Timing& each : contest->timings) add(totals, total(each.contender, each.median_us));
    add(last, total("best of ours", best_own_us(contest->timings)));
    add(last, total("floor", floor_us(contest->entry.problem, ceiling)));
  }
  totals.insert(totals.end(), last.begin(), last.end());
  return totals;
}

bool has_wrong_kernels(const Results& results) {
  for (const Contest& contest : results.contests) {
    for (const Timing& each : contest.timings) {
      if (each.is_wrong && !each.is_peer) return true;
    }
  }
  return false;
}

Json to_json(const Results& results) {
  Json json{{"schema", 1}, {"environment", Json::object()}, {"timings", Json::array()}};
  for (const auto& [name, value] : results.facts) json["environment"][name] = value;
  Json& ceiling = json["ceiling"] = {{"copy_gigabytes_per_second", results.ceiling.copy_rate}};
  for (const Stream& each : results.ceiling.streams) {
    ceiling["streams"].push_back(
        {{"stream", each.name}, {"gigabytes_per_second", each.median_rate}});
  }
  for (const Contest& contest : results.contests) {
    for (const Timing& each : contest.timings) {
      json["timings"].push_back(record_of(contest, each, results.ceiling));
    }
  }
  for (const auto& table : tables_of(results)) {
    int layers = 0;
    for (const Contest* each : table) layers += each->entry.count;
    for (const Total& each : totals_of(table, results.ceiling)) {
      const Problem& problem = table.front()->entry.problem;
      json["totals"].push_back({{"batch", problem.shape.batch},
                                {"dtype", to_string(problem.dtype)},
                                {"layout", to_string(problem.layout)},
                                {"pass", to_string(problem.pass)},
                                {"contender", each.contender},
                                {"layers", each.layers},
                                {"of_layers", layers},
                                {"milliseconds", each.milliseconds}});
    }
  }
  return json;
}

void read_peers(const std::filesystem::path& file, PeerTimings& peers) {
  std::ifstream stream(file);
  if (!stream) throw InputError(file.string() + ": cannot be read");
  try {
    const Json json = Json::parse(stream);
    if (json.at("schema") != 1) throw InputError(file.string() + ": schema is not 1");
    peers.gpus[file.string()] = json.value("environment", Json::object()).value("gpu", "");
    for (const Json& record : json.at("timings")) {
      if (!record.at("peer").get<bool>()) continue;
      Timing timing;
      timing.contender = record.at("contender");
      timing.is_peer = true;
      timing.not_timed = record.value("not_timed", "");
      if (timing.not_timed.empty()) {
        timing.median_us = record.at("median_us");
        timing.least_us = record.at("least_us");
        timing.launch_us = record.at("launch_us");
        timing.samples = record.at("samples");
        timing.calls = record.at("calls");
        timing.late_samples = record.value("late_samples", 0);
        if (!(timing.median_us > 0)) throw InputError(file.string() + ": median_us is not above 0");
      }
      peers.by_problem[record.at("problem")].push_back(timing);
    }
  } catch (const Json::exception& error) {
    throw InputError(file.string() + ": " + error.what());
  }
}

void require_gpu(const PeerTimings& peers, const Facts& facts) {
  const auto here = std::find_if(facts.begin(), facts.end(),
                                 [](const auto& fact) { return fact.first == "gpu"; });
  for (const auto& [file, gpu] : peers.gpus) {
    if (here != facts.end() && gpu == here->second) continue;
    throw InputError(file + ": its peers were timed on " + (gpu.empty() ? "no GPU" : gpu) +
                     ", and this is " + (here == facts.end() ? "none" : here->second));
  }
}

}  // namespace normaudit::bench
