#pragma once
// JSON records and manifests: one line per record, doubles that survive, and reading that names
// file and field.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace normaudit::files {

using Json = nlohmann::ordered_json;

/// One line with its newline. Doubles that JSON has no word for become "nan", "inf" and "-inf".
std::string render_line(const Json& record);
/// The same, indented by two spaces: for manifests that people read.
std::string render_pretty(const Json& json);

/// "0x1.8p+1", as Python's float.hex() up to trailing zeros, "nan", "inf" or "-inf"; any locale.
std::string hex_float(double value);

/// One JSON value. `file` begins the sentence of every error.
Json parse_json(std::string_view text, const std::string& file);
/// One JSON value a line; blank lines are skipped, errors name the line.
std::vector<Json> parse_json_lines(std::string_view text, const std::string& file);

// The field `name` of the object `json`; InputError naming file and field where it is missing or of
// another type.
std::string field_string(const Json& json, const std::string& file, const std::string& name);
std::int64_t field_integer(const Json& json, const std::string& file, const std::string& name);
bool field_bool(const Json& json, const std::string& file, const std::string& name);
/// A JSON number, or one of the strings that hex_float and render_line write.
double field_double(const Json& json, const std::string& file, const std::string& name);
const Json& field_array(const Json& json, const std::string& file, const std::string& name);
const Json& field_object(const Json& json, const std::string& file, const std::string& name);

}  // namespace normaudit::files
