#pragma once
// The command line as a whole: finds the command, runs it, and turns every error into one sentence.

#include "audit/exit_code.h"

namespace normaudit::audit {

/// Every failure is "normaudit: SENTENCE" on stderr and kUnusable; nothing is thrown.
ExitCode run_program(int argc, const char* const* argv);

}  // namespace normaudit::audit
