// Commands of this program as text that can be pasted.

#include "audit/invocation.h"

namespace normaudit::audit {
namespace {

constexpr std::string_view kProgram = "normaudit";

std::string& called_by() {
  static std::string program(kProgram);
  return program;
}

}  // namespace

void remember_call(std::string_view program) { called_by() = program; }

std::string as_called(const std::string& command) {
  const std::string start = std::string(kProgram) + " ";
  if (!command.starts_with(start)) return command;
  return shell_word(called_by()) + command.substr(kProgram.size());
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace normaudit::audit
