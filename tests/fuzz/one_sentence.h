#pragma once
// What every fuzzer demands of a refusal: one line that begins with the name of the file.

#include <cstdlib>
#include <string_view>

#include "core/error.h"

namespace normaudit::fuzz {

/// Runs `body`; an InputError must be one printable sentence about `file`, and nothing else may be
/// thrown.
template <class Body>
void refuse_in_one_sentence(std::string_view file, Body body) {
  try {
    body();
  } catch (const InputError& error) {
    const std::string_view sentence = error.what();
    if (!sentence.starts_with(file)) std::abort();
    for (const char c : sentence) {
      if (c >= 0 && c < ' ') std::abort();
    }
  }
}

}  // namespace normaudit::fuzz
