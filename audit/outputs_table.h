#pragma once
// The judged outputs of one problem as a table, with the worst element of each in hex.

#include <span>
#include <string>
#include <vector>

#include "audit/record.h"

namespace normaudit::audit {

/// Worst first; records without an output say only why there is none.
std::string render_outputs(std::span<const Record> records);

/// What to print under a row about the record's worst element, line by line.
std::vector<std::string> worst_lines(const Record& record);

/// The largest error in ulps: "all lost" where it exceeds the exact value itself, of which no digit
/// is left then, and of which a zero has none.
std::string ulps_text(double max_ulps, Dtype dtype);

}  // namespace normaudit::audit
