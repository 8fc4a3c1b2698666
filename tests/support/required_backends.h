#pragma once
// Backends that must run: a test that cannot run one of them fails instead of being skipped, so
// that a run on a GPU does not pass by skipping.

#include <string>
#include <string_view>
#include <vector>

namespace normaudit::support {

/// The environment variable NORMAUDIT_REQUIRE_BACKENDS: names separated by commas, `all` for every
/// backend, `all-cuda` for those whose name starts with cuda_ (and so on for any first word). Empty
/// where it is not set.
std::vector<std::string> required_backends();

/// Whether one of these names, or patterns, means the backend.
bool is_required(std::string_view backend, const std::vector<std::string>& required);

/// For a test that cannot go on because `backend` cannot run: skips the running test, or fails it
/// where the backend is required. The caller returns: `return skip_or_fail(name, reason);`
void skip_or_fail(const std::string& backend, const std::string& reason);

}  // namespace normaudit::support
