#pragma once
// The committed transcripts, and the article's table with some printed numbers changed.

#include <string>
#include <vector>

#include "golden/published/tables.h"
#include "golden/published/transcript.h"

namespace normaudit::golden {

inline const std::vector<Transcript>& transcripts() {
  static const std::vector<Transcript> kTranscripts =
      read_transcripts(std::string(NORMAUDIT_SOURCE_DIR) + "/golden/published");
  return kTranscripts;
}

/// The transcript whose article begins with the number.
inline const Transcript& transcript(const std::string& number) {
  for (const Transcript& each : transcripts()) {
    if (each.article.starts_with(number)) return each;
  }
  throw std::invalid_argument("no transcript " + number);
}

inline void set_input(WorkedExample& example, std::size_t index, const std::string& text) {
  example.inputs.at(Role::kX).at(index) = range_of(text, Dtype::kFloat32, "x");
}

inline void set_output(WorkedExample& example, Role role, std::size_t index,
                       const std::string& text) {
  example.outputs.at(role).at(index) = {.text = text, .cut = false};
}

}  // namespace normaudit::golden
