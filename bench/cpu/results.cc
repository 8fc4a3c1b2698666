// Records in JSON.
#include "bench/cpu/results.h"

namespace normaudit::bench::cpu {
namespace {

using Json = nlohmann::json;

Json record_of(const Contest& contest, const Timing& timing) {
  const Problem& problem = contest.timed.problem;
  Json record{{"pass", to_string(problem.pass)},  {"layout", to_string(problem.layout)},
              {"shape", problem.shape.extents()}, {"threads", contest.timed.threads},
              {"class", to_string(contest.size)}, {"contender", timing.contender},
              {"kind", to_string(timing.kind)}};
  if (!timing.not_timed.empty()) {
    record["not_timed"] = timing.not_timed;
    return record;
  }
  const Quartiles seconds = quartiles_of(timing.seconds);
  record["median_us"] = seconds.median * 1e6;
  record["quartiles_us"] = {seconds.first * 1e6, seconds.third * 1e6};
  record["samples"] = timing.seconds.size();
  if (timing.difference >= 0) record["beside_naive"] = timing.difference;
  const Floors floors = floors_of(contest);
  if (timing.kind == Kind::kFloor || floors.f1 == 0) return record;
  record["over_f1"] = seconds.median / floors.f1;
  record["over_f2"] = seconds.median / floors.f2;
  return record;
}

Json record_of(const Group& group) {
  Json record{{"pass", to_string(group.pass)},
              {"layout", group.layout},
              {"threads", group.threads},
              {"class", to_string(group.size)},
              {"ratios", Json::array()}};
  if (group.size == Class::kCall) {
    record["call_us"] = group.call_seconds * 1e6;
    record["call_target_us"] = kCallTarget * 1e6;
  }
  for (const Ratio& each : group.ratios) {
    if (each.shapes == 0) continue;
    Json ratio{{"to", each.to},
               {"geometric_mean", each.mean},
               {"worst", each.worst},
               {"worst_shape", each.worst_shape},
               {"shapes", each.shapes}};
    if (!each.target.empty()) {
      ratio["target"] = each.target;
      ratio["met"] = each.is_met;
    }
    record["ratios"].push_back(ratio);
  }
  return record;
}

Json record_of(const CacheSizes& caches) {
  return {{"private_bytes", caches.private_bytes}, {"shared_bytes", caches.shared_bytes}};
}

}  // namespace

Json to_json(const Results& results) {
  const Machine& machine = results.machine;
  Json json{{"schema", 1},
            {"environment", Json::object()},
            {"absent", results.absent},
            {"machine",
             {{"cores", machine.cores},
              {"caches_told", record_of(machine.told)},
              {"caches_measured", record_of(machine.measured)},
              {"bandwidths", Json::array()}}},
            {"classes_by", record_of(results.caches)},
            {"timings", Json::array()},
            {"classes", Json::array()}};
  for (const auto& [name, value] : results.facts) json["environment"][name] = value;
  for (const Bandwidth& each : machine.bandwidths) {
    json["machine"]["bandwidths"].push_back({{"bytes", each.bytes},
                                             {"read", each.read},
                                             {"stream", each.stream},
                                             {"stream_around", each.stream_around}});
  }
  for (const Contest& contest : results.contests) {
    for (const Timing& each : contest.timings) json["timings"].push_back(record_of(contest, each));
  }
  for (const Group& each : groups_of(results.contests)) {
    json["classes"].push_back(record_of(each));
  }
  return json;
}

}  // namespace normaudit::bench::cpu
