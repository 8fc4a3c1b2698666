// Numbers as text, without locale.
#include "core/number_text.h"

#include <locale.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/error.h"

namespace normaudit {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view field, std::string_view expected) {
  throw InputError(std::string(field) + " '" + std::string(text.substr(0, 64)) + "' is not " +
                   std::string(expected));
}

std::string to_chars_text(double value, std::chars_format format) {
  std::array<char, 64> buffer{};
  const auto [end, error] =
      format == std::chars_format::hex
          ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format)
          : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

// A plug-in may have called setlocale, after which plain strtod would expect a comma.
locale_t c_locale() {
  static const locale_t kC = newlocale(LC_ALL_MASK, "C", nullptr);
  return kC;
}

template <class Int>
Int parse_integer(std::string_view text, std::string_view field, std::string_view expected) {
  Int value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) refuse(text, field, expected);
  return value;
}

}  // namespace

std::string hex(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const std::string magnitude = to_chars_text(std::fabs(value), std::chars_format::hex);
  return (std::signbit(value) ? "-0x" : "0x") + magnitude;
}

std::string shortest(double value) {
  if (std::isnan(value)) return "nan";
  return to_chars_text(value, std::chars_format::general);
}

double parse_double(std::string_view text, std::string_view field) {
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf" || text == "+inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  // strtod rounds correctly, and unlike from_chars also where the result under- or overflows; it
  // would take leading blanks and its own spellings of infinity too, so only number characters
  // pass.
  const bool plain =
      !text.empty() && text.size() < 4096 &&
      text.find_first_not_of("0123456789abcdefABCDEFxXpP.+-") == std::string_view::npos;
  if (!plain) refuse(text, field, "a decimal or hex number");
  const std::string terminated(text);
  char* end = nullptr;
  const double value = strtod_l(terminated.c_str(), &end, c_locale());
  if (end != terminated.c_str() + terminated.size()) refuse(text, field, "a decimal or hex number");
  return value;
}

std::int64_t parse_int(std::string_view text, std::string_view field) {
  return parse_integer<std::int64_t>(text, field, "an integer");
}

std::uint64_t parse_uint(std::string_view text, std::string_view field) {
  return parse_integer<std::uint64_t>(text, field, "an unsigned integer");
}

}  // namespace normaudit
