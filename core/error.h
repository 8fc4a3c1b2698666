#pragma once
// The one exception for input that a person can mend: it becomes exit code 3 and one sentence on
// stderr.

#include <stdexcept>
#include <string>

namespace normaudit {

/// Malformed or impossible input. The message is one sentence that names the file and the field.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& sentence) : std::runtime_error(sentence) {}
};

}  // namespace normaudit
