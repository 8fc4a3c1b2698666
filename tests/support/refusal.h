#pragma once
// The sentence with which bad input is refused.

#include <string>

#include "core/error.h"

namespace normaudit::support {

/// The InputError's sentence, or "accepted" when nothing was thrown.
template <class Body>
std::string refusal(Body body) {
  try {
    body();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace normaudit::support
