#pragma once
// A command of the program: one file in commands/, registered by name.

#include <functional>
#include <string>

#include "audit/exit_code.h"
#include "core/registry.h"

namespace CLI {
class App;
}

namespace normaudit::audit {

struct Command {
  std::string name;
  std::string sentence;
  /// Adds the command's flags to its part of the command line, and returns what runs it once they
  /// are read.
  std::function<std::function<ExitCode()>(CLI::App&)> setup;
};

}  // namespace normaudit::audit
