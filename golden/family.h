#pragma once
// A golden family: a few problems that share one hazard, frozen with their exact answers.

#include <functional>
#include <string>
#include <vector>

#include "core/problem.h"
#include "core/registry.h"

namespace normaudit::golden {

struct Family {
  std::string name;      ///< file name = registered name = name of its data
  std::string sentence;  ///< what is hard, and what it catches
  /// Stored families keep their arrays in golden/data; recipes keep digests only, because the
  /// arrays are large.
  enum class Storage : std::uint8_t { kArrays, kRecipe } storage = Storage::kArrays;
  std::function<std::vector<Problem>()> problems;
};

}  // namespace normaudit::golden
