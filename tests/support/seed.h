#pragma once
// The seed of what tests draw, from the environment variable NORMAUDIT_SEED: a run on a GPU takes a
// fresh one and prints it.

#include <cstdint>
#include <cstdlib>

namespace normaudit::support {

/// 1 where the variable is not set.
inline std::uint64_t seed() {
  const char* text = std::getenv("NORMAUDIT_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

}  // namespace normaudit::support
