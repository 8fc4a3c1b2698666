#pragma once
// What must hold for any bytes taken as a problem text: demanded by the fuzzer and by the replay of
// its corpus.

#include <optional>
#include <string>
#include <string_view>

#include "core/hazard.h"
#include "core/problem.h"
#include "tests/fuzz/one_sentence.h"

namespace normaudit::fuzz {

inline bool is_small(const Problem& problem) {
  const IndexMap map(problem.shape, problem.layout);
  return problem.shape.channels <= 64 && map.count() <= 64 && map.storage_count() <= 4096;
}

/// Refused in one sentence or printed canonically, and a small problem makes its inputs. The claim
/// that does not hold, or empty; whether the text was read.
struct Reading {
  bool read = false;
  std::string broken;
};
inline Reading read_problem(std::string_view text) {
  std::optional<Problem> problem;
  refuse_in_one_sentence("", [&] { problem = parse_problem(text); });
  if (!problem) return {};
  const std::string canonical = to_string(*problem);
  if (to_string(parse_problem(canonical)) != canonical) {
    return {.read = true, .broken = "printed differently the second time: " + canonical};
  }
  if (is_small(*problem) && make_inputs(*problem).arrays.size() != inputs_of(*problem).size()) {
    return {.read = true, .broken = "made other inputs than it reads: " + canonical};
  }
  return {.read = true, .broken = {}};
}

}  // namespace normaudit::fuzz
