// What several verdicts come to.

#include "audit/status.h"

#include <fmt/format.h>

#include "core/error.h"

namespace normaudit::audit {

using verdict::Status;

bool is_finding(Status status) {
  return status != Status::kPass && status != Status::kUnsupported && status != Status::kVacuous;
}

Status joined(Status a, Status b) {
  if (is_finding(a)) return a;
  return is_finding(b) || b == Status::kPass ? b : a;
}

ExitCode exit_code_of(Status status, std::string_view reason) {
  if (is_finding(status)) return ExitCode::kFinding;
  if (status == Status::kPass) return ExitCode::kGood;
  throw InputError(fmt::format("nothing was judged: {}: {}", to_string(status), reason));
}

}  // namespace normaudit::audit
