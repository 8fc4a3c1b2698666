#pragma once
// The record of a run, and its tables.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/cpu/machine.h"
#include "bench/cpu/summary.h"

namespace normaudit::bench::cpu {

struct Results {
  std::vector<std::pair<std::string, std::string>> facts;  ///< of the machine and its software
  std::map<std::string, std::string> absent;               ///< peers that were not found: why
  Machine machine;
  CacheSizes caches;  ///< by which classes are told apart
  std::vector<Contest> contests;
};

nlohmann::json to_json(const Results& results);

void print_machine(const Results& results);
/// Per class the means and the worst shapes beside the targets; then what could not be timed.
void print_summary(const Results& results);
/// Microseconds, case by case.
void print_contest(const Contest& contest);

}  // namespace normaudit::bench::cpu
