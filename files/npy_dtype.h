#pragma once
// The dtypes this room reads, and why it refuses the others.

#include <string>
#include <string_view>

namespace normaudit::files {

/// "<f4" for "<f4" and "=f4", "|u1" for any marker; InputError beginning with `where` for what is
/// not read.
std::string canonical_descr(std::string_view descr, const std::string& where);

}  // namespace normaudit::files
