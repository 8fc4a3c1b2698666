// JSON records and manifests: one line per record, doubles that survive, and reading that names
// file and field.

#include "files/records.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "core/error.h"
#include "files/text.h"

namespace normaudit::files {
namespace {

// Deeper nesting is no manifest of ours, and rendering recurses.
constexpr int kMaxDepth = 64;

/// JSON has no NaN or infinity; nlohmann would write null, which reads as "missing".
Json with_finite_numbers(Json json) {
  if (json.is_structured()) {
    for (Json& item : json) item = with_finite_numbers(std::move(item));
  } else if (json.is_number_float() && !std::isfinite(json.get<double>())) {
    return hex_float(json.get<double>());
  }
  return json;
}

std::string dump(const Json& json, int indent) {
  // Bytes that are not UTF-8 (a file name, say) become U+FFFD rather than an exception.
  return with_finite_numbers(json).dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

const Json& field(const Json& json, const std::string& file, const std::string& name) {
  if (!json.is_object())
    throw InputError(file + " is not an object with a field " + in_quotes(name));
  const auto found = json.find(name);
  if (found == json.end()) throw InputError(file + ": field " + in_quotes(name) + " is missing");
  return *found;
}

[[noreturn]] void refuse_type(const std::string& file, const std::string& name,
                              const std::string& wanted) {
  throw InputError(file + ": field " + in_quotes(name) + " is not " + wanted);
}

/// The inverse of hex_float.
std::optional<double> parse_hex_float(std::string_view text) {
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  double value = std::numeric_limits<double>::infinity();
  if (text != "inf") {
    if (!text.starts_with("0x")) return std::nullopt;
    text.remove_prefix(2);
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::hex);
    const bool digit = !text.empty() && std::isxdigit(static_cast<unsigned char>(text[0])) != 0;
    if (!digit || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  }
  return negative ? -value : value;
}

}  // namespace

std::string render_line(const Json& record) { return dump(record, -1); }

std::string render_pretty(const Json& json) { return dump(json, 2); }

std::string hex_float(double value) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof(digits), std::fabs(value), std::chars_format::hex);
  return sign + "0x" + std::string(digits, end.ptr);
}

Json parse_json(std::string_view text, const std::string& file) {
  const auto refuse_deep = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw InputError(file + " is nested deeper than 64 levels");
    return true;
  };
  try {
    return Json::parse(text, refuse_deep);
  } catch (const Json::parse_error& error) {
    throw InputError(file + " is not valid JSON at byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    throw InputError(file + " is not valid JSON: it holds a number out of range");
  }
}

std::vector<Json> parse_json_lines(std::string_view text, const std::string& file) {
  std::vector<Json> records;
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view record = text.substr(0, end);
    if (record.find_first_not_of(" \t\r") != record.npos) {
      records.push_back(parse_json(record, file + ": line " + std::to_string(line)));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return records;
}

std::string field_string(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  if (!value.is_string()) refuse_type(file, name, "a string");
  return value.get<std::string>();
}

std::int64_t field_integer(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() && value.get<std::uint64_t>() > kMax)) {
    refuse_type(file, name, "an integer of 64 bits");
  }
  return value.get<std::int64_t>();
}

bool field_bool(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  if (!value.is_boolean()) refuse_type(file, name, "true or false");
  return value.get<bool>();
}

double field_double(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  if (value.is_number()) return value.get<double>();
  const auto parsed =
      value.is_string() ? parse_hex_float(value.get_ref<const std::string&>()) : std::nullopt;
  if (!parsed) refuse_type(file, name, "a number or a hex float");
  return *parsed;
}

const Json& field_array(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  if (!value.is_array()) refuse_type(file, name, "an array");
  return value;
}

const Json& field_object(const Json& json, const std::string& file, const std::string& name) {
  const Json& value = field(json, file, name);
  if (!value.is_object()) refuse_type(file, name, "an object");
  return value;
}

}  // namespace normaudit::files
