// As much of JSON Schema as audit/schema uses, for tests.
#include "tests/audit/schema.h"

#include <algorithm>
#include <set>

namespace normaudit::audit {
namespace {

using nlohmann::json;

const std::set<std::string> kSilent{"$schema", "title", "description", "$defs"};
const std::set<std::string> kKnown{
    "type", "const", "enum", "required", "additionalProperties", "properties", "minLength", "$ref"};

bool has_type(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  return type == "null" && value.is_null();
}

bool has_one_type(const json& value, const json& types) {
  if (types.is_string()) return has_type(value, types.get<std::string>());
  for (const json& type : types) {
    if (has_type(value, type.get<std::string>())) return true;
  }
  return false;
}

class Validator {
 public:
  explicit Validator(const json& root) : root_(root) {}

  std::string check(const json& schema, const json& value, const std::string& path) const {
    for (const auto& [keyword, unused] : schema.items()) {
      if (!kSilent.contains(keyword) && !kKnown.contains(keyword)) {
        return path + ": schema keyword " + keyword + " is not checked";
      }
    }
    if (schema.contains("$ref")) {
      return check(root_.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value,
                   path);
    }
    if (schema.contains("type") && !has_one_type(value, schema["type"])) return path + ": type";
    if (schema.contains("const") && schema["const"] != value) return path + ": const";
    if (schema.contains("enum") && !contains(schema["enum"], value)) return path + ": enum";
    if (schema.contains("minLength") && value.get<std::string>().empty()) return path + ": empty";
    return value.is_object() ? check_object(schema, value, path) : "";
  }

 private:
  static bool contains(const json& list, const json& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  std::string check_object(const json& schema, const json& value, const std::string& path) const {
    for (const json& name : schema.value("required", json::array())) {
      if (!value.contains(name.get<std::string>())) return path + ": no " + name.get<std::string>();
    }
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name)) {
        std::string violation = check(properties[name], member, path + "/" + name);
        if (!violation.empty()) return violation;
      } else if (schema.contains("additionalProperties")) {
        return path + ": unexpected " + name;
      }
    }
    return "";
  }

  const json& root_;
};

}  // namespace

std::string schema_violation(const json& schema, const json& value) {
  return Validator(schema).check(schema, value, "");
}

}  // namespace normaudit::audit
