#pragma once
// What the program's exit status means.

#include <cstdint>

namespace normaudit::audit {

enum class ExitCode : std::uint8_t {
  kGood = 0,
  kFinding = 1,    ///< a verdict of fail, crash, timeout or nondeterministic
  kRegressed = 2,  ///< worse than the baseline
  kUnusable = 3,   ///< usage, input or environment error, or nothing was judged
};

}  // namespace normaudit::audit
