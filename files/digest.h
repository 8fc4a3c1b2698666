#pragma once
// SHA-256 of raw bytes: FIPS 180-4, sections 4.1.2, 4.2.2, 5 and 6.2.

#include <cstddef>
#include <span>
#include <string>

namespace normaudit::files {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace normaudit::files
