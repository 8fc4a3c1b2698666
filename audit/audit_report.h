#pragma once
// The audit as text, from its records alone: a table worst first, backends side by side, totals.

#include <span>
#include <string>

#include "audit/record.h"

namespace normaudit::audit {

struct ReportOptions {
  bool color = false;
};

/// At most 100 columns, except for the commands, which must stay whole to be repeated.
std::string render_report(std::span<const Record> records, const ReportOptions& options);

}  // namespace normaudit::audit
