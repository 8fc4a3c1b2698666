// Text from untrusted files made fit for one line of an error message or a record.

#include "files/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace normaudit::files {
namespace {

struct LeadByteRow {
  unsigned char first, last;  // the lead byte
  unsigned char low, high;    // the second byte
  std::size_t length;
};

constexpr std::array<LeadByteRow, 9> kUnicodeTable3_7 = {{{0x00, 0x7f, 0x00, 0x00, 1},
                                                          {0xc2, 0xdf, 0x80, 0xbf, 2},
                                                          {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                                          {0xe1, 0xec, 0x80, 0xbf, 3},
                                                          {0xed, 0xed, 0x80, 0x9f, 3},
                                                          {0xee, 0xef, 0x80, 0xbf, 3},
                                                          {0xf0, 0xf0, 0x90, 0xbf, 4},
                                                          {0xf1, 0xf3, 0x80, 0xbf, 4},
                                                          {0xf4, 0xf4, 0x80, 0x8f, 4}}};

constexpr std::size_t kLongestQuote = 80;

bool between(unsigned char c, unsigned char low, unsigned char high) {
  return low <= c && c <= high;
}

/// The length of the well-formed character that `text` begins with, or 0.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (const LeadByteRow& row : kUnicodeTable3_7) {
    if (!between(byte(0), row.first, row.last)) continue;
    if (text.size() < row.length) return 0;
    if (row.length > 1 && !between(byte(1), row.low, row.high)) return 0;
    for (std::size_t i = 2; i < row.length; ++i) {
      if (!between(byte(i), 0x80, 0xbf)) return 0;
    }
    return row.length;
  }
  return 0;
}

std::string escaped(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const bool printable = length > 1 || (length == 1 && text[0] >= ' ' && text[0] != 0x7f);
    const std::string shown = printable ? std::string(text.substr(0, length)) : escaped(text[0]);
    if (out.size() + shown.size() > kLongestQuote) return out + "...'";
    out += shown;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out + "'";
}

}  // namespace normaudit::files
