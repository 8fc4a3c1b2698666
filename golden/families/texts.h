#pragma once
// Families are written as problem texts, one a line; this gives each its hazard and a seed of its
// own.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "golden/family.h"

namespace normaudit::golden {

/// "batch_norm LINE hazard=HAZARD seed=K" for the K-th line that is not empty, counted from 1.
inline std::vector<Problem> problems_of(std::string_view hazard, std::string_view lines) {
  std::vector<Problem> problems;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    if (line.empty()) continue;
    problems.push_back(parse_problem("batch_norm " + std::string(line) +
                                     " hazard=" + std::string(hazard) +
                                     " seed=" + std::to_string(problems.size() + 1)));
  }
  return problems;
}

}  // namespace normaudit::golden
