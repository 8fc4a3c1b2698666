// Where two JSON values or two arrays differ, in sentences.
#include "golden/differences.h"

#include <algorithm>

namespace normaudit::golden {
namespace {

using files::Json;

constexpr std::size_t kMostShown = 100;

std::string shown(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kMostShown ? text : text.substr(0, kMostShown) + "...";
}

std::string hex_of(const std::vector<std::byte>& bytes, std::size_t from, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "0x";
  for (std::size_t i = count; i-- > 0;) {  // little-endian: the last byte is the most significant
    const auto byte = std::to_integer<unsigned>(bytes[from + i]);
    text += kDigits[byte / 16];
    text += kDigits[byte % 16];
  }
  return text;
}

void add_object_differences(const Comparison& comparison, std::vector<std::string>& findings) {
  const Json& stored = *comparison.stored;
  const Json& expected = *comparison.expected;
  for (const auto& [key, value] : expected.items()) {
    const std::string where = comparison.where + "." + key;
    if (!stored.contains(key)) {
      findings.push_back(where + " is missing");
    } else {
      add_differences({.where = where, .stored = &stored[key], .expected = &value}, findings);
    }
  }
  for (const auto& [key, value] : stored.items()) {
    if (!expected.contains(key)) findings.push_back(comparison.where + "." + key + " is unknown");
  }
}

}  // namespace

void add_differences(const Comparison& comparison, std::vector<std::string>& findings) {
  const Json& stored = *comparison.stored;
  const Json& expected = *comparison.expected;
  if (stored == expected) return;
  if (stored.is_object() && expected.is_object()) {
    return add_object_differences(comparison, findings);
  }
  if (stored.is_array() && expected.is_array() && stored.size() == expected.size()) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
      add_differences({.where = comparison.where + "[" + std::to_string(i) + "]",
                       .stored = &stored[i],
                       .expected = &expected[i]},
                      findings);
    }
    return;
  }
  findings.push_back(comparison.where + " is " + shown(stored) + ", expected " + shown(expected));
}

std::optional<std::string> difference(const files::NpyArray& stored,
                                      const files::NpyArray& expected) {
  if (stored.descr != expected.descr) {
    return "has dtype " + stored.descr + ", expected " + expected.descr;
  }
  if (stored.shape != expected.shape) {
    return "has shape " + shown(Json(stored.shape)) + ", expected " + shown(Json(expected.shape));
  }
  const auto [at, unused] = std::mismatch(stored.bytes.begin(), stored.bytes.end(),
                                          expected.bytes.begin(), expected.bytes.end());
  if (at == stored.bytes.end()) return std::nullopt;
  const auto size = static_cast<std::size_t>(expected.descr.back() - '0');
  const auto element = static_cast<std::size_t>(at - stored.bytes.begin()) / size;
  return "differs at element " + std::to_string(element) + ": stored bits " +
         hex_of(stored.bytes, element * size, size) + ", expected " +
         hex_of(expected.bytes, element * size, size);
}

}  // namespace normaudit::golden
