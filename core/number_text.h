#pragma once
// Numbers as text, both ways without loss: hex floats, shortest decimals, and correctly rounded
// parsing.

#include <cstdint>
#include <string>
#include <string_view>

namespace normaudit {

/// C99 hex float, for example "0x1.8p+1"; "nan", "inf" and "-inf" for the three that have none.
std::string hex(double value);

/// The shortest decimal that reads back as the same double, for example "1e-05".
std::string shortest(double value);

/// A decimal or hex float, correctly rounded to double; also "nan", "inf", "-inf".
/// Throws InputError naming `field` when the whole text is not one number.
double parse_double(std::string_view text, std::string_view field);

/// A decimal integer; throws InputError naming `field`.
std::int64_t parse_int(std::string_view text, std::string_view field);
std::uint64_t parse_uint(std::string_view text, std::string_view field);

}  // namespace normaudit
