#pragma once
// The record of an accuracy run, and its tables: contenders side by side, in the form in which
// peers were first surveyed.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/cpu/accuracy.h"

namespace normaudit::bench::cpu {

struct AccuracyResults {
  std::vector<std::pair<std::string, std::string>> facts;  ///< of the machine and its software
  std::map<std::string, std::string> absent;               ///< peers that were not found: why
  std::vector<AccuracyContest> contests;
};

/// An error that is not finite is the text "inf".
nlohmann::json to_json(const AccuracyResults& results);

/// In Markdown, for each shape, pass and output a row per layout and mean; then who failed.
std::string accuracy_tables(const std::vector<AccuracyContest>& contests);

}  // namespace normaudit::bench::cpu
