// Backends that must run, from the environment variable NORMAUDIT_REQUIRE_BACKENDS.
#include "tests/support/required_backends.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

namespace normaudit::support {

std::vector<std::string> required_backends() {
  const char* text = std::getenv("NORMAUDIT_REQUIRE_BACKENDS");
  std::vector<std::string> names;
  std::istringstream stream(text == nullptr ? "" : text);
  for (std::string name; std::getline(stream, name, ',');) {
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

bool is_required(std::string_view backend, const std::vector<std::string>& required) {
  constexpr std::string_view kGroup = "all-";
  for (const std::string& name : required) {
    if (name == "all" || name == backend) return true;
    if (name.starts_with(kGroup) && backend.starts_with(name.substr(kGroup.size()) + "_")) {
      return true;
    }
  }
  return false;
}

void skip_or_fail(const std::string& backend, const std::string& reason) {
  const std::string sentence = backend + ": unsupported(" + reason + ")";
  if (is_required(backend, required_backends())) {
    FAIL() << sentence << ", and NORMAUDIT_REQUIRE_BACKENDS requires it";
  }
  GTEST_SKIP() << sentence;
}

}  // namespace normaudit::support
