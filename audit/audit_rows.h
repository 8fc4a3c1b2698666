#pragma once
// The rows of the audit's table: what one backend reached on one family, worst first.

#include <span>
#include <string>
#include <vector>

#include "audit/record.h"

namespace normaudit::audit {

/// Each maximum is over all outputs of all problems of the family.
struct AuditRow {
  std::string backend;
  std::string family;
  /// Fail where one output fails, else pass where one passes, else vacuous.
  verdict::Status status = verdict::Status::kVacuous;
  double max_backward_error = 0;
  double max_ulps = 0;
  Dtype max_ulps_dtype = Dtype::kFloat32;  ///< of the output with the most
  double max_relative_to_largest = 0;
  double max_over_bound = 0;
  std::int64_t elements = 0;
  std::int64_t unbounded = 0;  ///< elements for which the contract promises nothing
  /// The record that fails, or else has the largest backward error.
  const Record* worst = nullptr;
};

/// Failures first, then by backward error; pairs of which nothing ran have no row. The rows point
/// into `records`.
std::vector<AuditRow> audit_rows(std::span<const Record> records);

}  // namespace normaudit::audit
