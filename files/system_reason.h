#pragma once
// The operating system's words for an errno.

#include <string>
#include <system_error>

namespace normaudit::files {

inline std::string system_reason(int error) { return std::generic_category().message(error); }

}  // namespace normaudit::files
