// The canonical text of a problem says everything: parsing it gives the same problem and the same
// inputs.
#include "core/hazard.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

std::string violation(const Problem& problem) {
  const std::string text = to_string(problem);
  const Problem parsed = parse_problem(text);
  if (to_string(parsed) != text) return "its text reads back as '" + to_string(parsed) + "'";
  const Tensors inputs = make_inputs(problem);
  const Tensors again = make_inputs(parsed);
  for (const auto& [role, array] : inputs.arrays) {
    if (!same_bits(array, again.at(role)))
      return "its text gives another " + std::string(to_string(role));
  }
  return {};
}

const bool kRegistered = register_entry(Law{
    .name = "problem_text_round_trips",
    .sentence =
        "Parsing the text of a problem gives the same problem and, bit for bit, the same inputs.",
    .violation = violation,
});

}  // namespace
}  // namespace normaudit::properties
