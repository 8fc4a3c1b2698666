// The rows of the audit's table.

#include "audit/audit_rows.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "audit/status.h"

namespace normaudit::audit {
namespace {

auto badness(const Record& record) {
  return std::tuple(is_finding(record.measured.status), record.measured.max_backward_error,
                    record.measured.worst.over_bound);
}

void add_to(AuditRow& row, const Record& record) {
  const verdict::OutputVerdict& measured = record.measured;
  row.status = row.worst == nullptr ? measured.status : joined(row.status, measured.status);
  row.max_backward_error = std::max(row.max_backward_error, measured.max_backward_error);
  if (row.worst == nullptr || measured.max_ulps > row.max_ulps) {
    row.max_ulps = measured.max_ulps;
    row.max_ulps_dtype = record.output_dtype;
  }
  row.max_relative_to_largest =
      std::max(row.max_relative_to_largest, measured.max_relative_to_largest);
  row.max_over_bound = std::max(row.max_over_bound, measured.worst.over_bound);
  row.elements += measured.elements;
  row.unbounded += measured.unbounded;
  if (row.worst == nullptr || badness(record) > badness(*row.worst)) row.worst = &record;
}

bool comes_first(const AuditRow& a, const AuditRow& b) {
  const auto key = [](const AuditRow& row) {
    return std::tuple(!is_finding(row.status), -row.max_backward_error, -row.max_over_bound);
  };
  return std::tuple_cat(key(a), std::tie(a.family, a.backend)) <
         std::tuple_cat(key(b), std::tie(b.family, b.backend));
}

}  // namespace

std::vector<AuditRow> audit_rows(std::span<const Record> records) {
  std::map<std::pair<std::string, std::string>, AuditRow> by_pair;
  for (const Record& record : records) {
    if (!record.has_output) continue;
    AuditRow& row = by_pair[{record.family, record.backend}];
    row.family = record.family;
    row.backend = record.backend;
    add_to(row, record);
  }
  std::vector<AuditRow> rows;
  for (const auto& [pair, row] : by_pair) rows.push_back(row);
  std::ranges::sort(rows, comes_first);
  return rows;
}

}  // namespace normaudit::audit
