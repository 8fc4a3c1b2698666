#pragma once
// How much to run, from the environment variable NORMAUDIT_EFFORT.

#include <algorithm>
#include <cstdlib>

namespace normaudit::support {

/// At least 1; 1 where the variable is not set or no number.
inline int effort() {
  const char* text = std::getenv("NORMAUDIT_EFFORT");
  return text == nullptr ? 1 : std::max(1, std::atoi(text));
}

}  // namespace normaudit::support
