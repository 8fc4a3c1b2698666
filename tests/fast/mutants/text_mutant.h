#pragma once
// A wrong copy of the kernels made of text/NAME.mutant: what is wrong, and how it must be noticed.

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "core/registry.h"

namespace normaudit::mutants {

struct TextMutant {
  /// `problem` is judged, or run; `stores` is "streaming" or empty, `numbers` "outliers", "wide" or
  /// empty; `instruction_set` is "avx512", "scalar" or, for AVX2, empty. `unchanged` names the copy
  /// that differs in the mistake alone.
  std::string name, sentence, noticed_by, problem, stores, numbers, instruction_set, unchanged;

  friend void PrintTo(const TextMutant& mutant, std::ostream* out) { *out << mutant.name; }
};

/// What fused calls of a copy differ in from plain ones; see tests/fast/fused.h.
struct FusedFinding {
  std::string name;
  std::function<std::string()> find;
};

/// Defined in what mutate.py writes.
const std::vector<TextMutant>& text_mutants();

/// How the copies store now: a value of their own Stores.
unsigned char stores();

}  // namespace normaudit::mutants
