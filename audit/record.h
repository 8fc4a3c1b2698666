#pragma once
// One measurement of one output, as a line of results.jsonl (audit/schema/record.schema.json);
// every report is made from these.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "audit/measurement.h"
#include "core/dtype.h"
#include "core/problem.h"
#include "files/records.h"
#include "verdict/judge.h"

namespace normaudit::audit {

inline constexpr int kRecordVersion = 1;

struct Record {
  std::string backend;
  std::string family;  ///< empty for a problem given by hand
  std::string problem;
  Problem facts;
  bool has_output = false;          ///< false where the backend did not run
  verdict::OutputVerdict measured;  ///< status and reason alone where it has no output
  Dtype output_dtype = Dtype::kFloat64;
  InputRange x_least_accurate;  ///< behind the least accurate element
  InputRange x_nearest_bound;   ///< behind the element with the largest error/bound
  std::string grade;            ///< of a backend that declares no contract
  /// Every rung of the ladder and where the output stands, best first.
  std::vector<std::pair<std::string, verdict::Standing>> rungs;
  std::string algorithm;  ///< the class its contract declares; empty without one
  std::string repeat;
};

/// What a report shows of an output: where an element fails the one furthest beyond its bound, else
/// the least accurate.
struct Shown {
  const verdict::Element& element;
  const InputRange& x;
};
Shown shown_element(const Record& record);

/// One record per output; one for all of them where nothing ran.
std::vector<Record> records_of(const Measurement& measured, const std::string& family);

files::Json to_json(const Record& record);

/// The line of results.jsonl, its newline included.
std::string render_line(const Record& record);

}  // namespace normaudit::audit
