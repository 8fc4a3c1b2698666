// One measurement of one output, as a line of results.jsonl.

#include "audit/record.h"

#include <nlohmann/json.hpp>

#include "audit/environment.h"

namespace normaudit::audit {
namespace {

Record blank_record(const Measurement& measured, const std::string& family) {
  Record record;
  record.backend = measured.backend;
  record.family = family;
  record.problem = to_string(measured.problem);
  record.facts = measured.problem;
  record.measured.status = measured.verdict.status;
  record.measured.reason = measured.verdict.reason;
  record.algorithm = measured.algorithm;
  if (!measured.backend.empty()) {
    record.repeat = repeat_command(measured.problem, measured.backend);
  }
  return record;
}

std::string_view word(verdict::Standing standing) {
  switch (standing) {
    case verdict::Standing::kSilent:
      return "silent";
    case verdict::Standing::kKept:
      return "kept";
    case verdict::Standing::kExceeded:
      break;
  }
  return "exceeded";
}

files::Json ladder_json(const Record& record) {
  files::Json ladder = files::Json::object();
  for (const auto& [rung, standing] : record.rungs) ladder[rung] = word(standing);
  return ladder;
}

files::Json element_json(const verdict::Element& element, const InputRange& x) {
  return {{"index", element.logical},
          {"x_least", files::hex_float(x.least)},
          {"x_greatest", files::hex_float(x.greatest)},
          {"got", files::hex_float(element.got)},
          {"exact_hi", files::hex_float(element.exact_hi)},
          {"exact_lo", files::hex_float(element.exact_lo)},
          {"error", files::hex_float(element.error)},
          {"bound", files::hex_float(element.bound)},
          {"over_bound", element.over_bound},
          {"backward_error", element.backward_error},
          {"ulps", element.ulps},
          {"relative_to_largest", element.relative_to_largest},
          {"special", element.special}};
}

files::Json output_json(const Record& record) {
  const verdict::OutputVerdict& measured = record.measured;
  const bool any = measured.elements > 0;
  const bool any_bound = measured.unbounded < measured.elements;
  return {{"name", to_string(measured.role)},
          {"dtype", to_string(record.output_dtype)},
          {"elements", measured.elements},
          {"failures", measured.failures},
          {"unbounded", measured.unbounded},
          {"max_backward_error", measured.max_backward_error},
          {"max_ulps", measured.max_ulps},
          {"max_relative_to_largest", measured.max_relative_to_largest},
          {"max_over_bound", measured.worst.over_bound},
          {"ladder", ladder_json(record)},
          {"least_accurate",
           any ? element_json(measured.least_accurate, record.x_least_accurate) : files::Json()},
          {"nearest_bound",
           any_bound ? element_json(measured.worst, record.x_nearest_bound) : files::Json()}};
}

}  // namespace

Shown shown_element(const Record& record) {
  const verdict::OutputVerdict& measured = record.measured;
  if (measured.failures > 0) return {measured.worst, record.x_nearest_bound};
  return {measured.least_accurate, record.x_least_accurate};
}

std::vector<Record> records_of(const Measurement& measured, const std::string& family) {
  std::vector<Record> records;
  const std::vector<verdict::OutputVerdict>& outputs = measured.verdict.outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    Record record = blank_record(measured, family);
    const Role role = outputs[i].role;
    record.has_output = true;
    record.measured = outputs[i];
    if (!measured.findings.empty()) {  // no single output's fault: all of them carry it
      record.measured.status = verdict::Status::kFail;
      record.measured.reason = measured.findings;
    }
    record.output_dtype = measured.outputs.at(role).dtype();
    if (outputs[i].elements > 0) {
      const std::int64_t least_accurate = outputs[i].least_accurate.logical;
      const std::int64_t nearest_bound = outputs[i].worst.logical;
      record.x_least_accurate = inputs_behind(measured, role, least_accurate);
      record.x_nearest_bound = nearest_bound == least_accurate
                                   ? record.x_least_accurate
                                   : inputs_behind(measured, role, nearest_bound);
    }
    if (!measured.standings.empty()) record.rungs = measured.standings[i].rungs;
    if (!measured.grades.empty()) record.grade = measured.grades[i];
    records.push_back(std::move(record));
  }
  if (records.empty()) records.push_back(blank_record(measured, family));
  return records;
}

files::Json to_json(const Record& record) {
  files::Json json{{"schema", kRecordVersion},
                   {"kind", "measurement"},
                   {"backend", record.backend},
                   {"algorithm", record.algorithm},
                   {"family", record.family},
                   {"problem", record.problem},
                   {"operator", record.facts.operator_name},
                   {"pass", to_string(record.facts.pass)},
                   {"hazard", record.facts.hazard},
                   {"status", to_string(record.measured.status)},
                   {"reason", record.measured.reason},
                   {"grade", record.grade},
                   {"output", nullptr},
                   {"repeat", record.repeat},
                   {"environment", environment()}};
  if (record.has_output) json["output"] = output_json(record);
  return json;
}

std::string render_line(const Record& record) { return files::render_line(to_json(record)); }

}  // namespace normaudit::audit
