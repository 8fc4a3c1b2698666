#pragma once
// A wrong kernel made of text/NAME.mutant: what is wrong, and how it must be noticed.

#include <ostream>
#include <string>
#include <vector>

namespace normaudit::cuda {

struct TextMutant {
  std::string name, sentence, backend, noticed_by, problem, law, report;

  std::string wrong() const { return name + "_" + backend; }
  std::string right() const { return "simt_" + backend; }
  friend void PrintTo(const TextMutant& mutant, std::ostream* out) { *out << mutant.name; }
};

/// Defined in what mutate.py writes.
const std::vector<TextMutant>& text_mutants();

}  // namespace normaudit::cuda
