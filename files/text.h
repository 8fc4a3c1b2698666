#pragma once
// Text from untrusted files made fit for one line of an error message or a record.

#include <string>
#include <string_view>

namespace normaudit::files {

/// Well-formed UTF-8 by table 3-7 of the Unicode standard: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

/// In single quotes, control characters and broken UTF-8 as \xNN, at most 80 bytes of it.
std::string in_quotes(std::string_view text);

}  // namespace normaudit::files
