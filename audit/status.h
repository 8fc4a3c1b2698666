#pragma once
// What several verdicts come to.

#include <string_view>

#include "audit/exit_code.h"
#include "verdict/judge.h"

namespace normaudit::audit {

/// True for every status that makes the program's exit status 1.
bool is_finding(verdict::Status status);

/// The one status for two: a finding, else pass where there is one, else the first.
verdict::Status joined(verdict::Status a, verdict::Status b);

/// kGood or kFinding; throws InputError with the reason where nothing was judged.
ExitCode exit_code_of(verdict::Status status, std::string_view reason);

}  // namespace normaudit::audit
