#pragma once
// As much of JSON Schema as audit/schema uses, for tests: type, const, enum, required, properties,
// additionalProperties, minLength and local $ref.

#include <nlohmann/json.hpp>
#include <string>

namespace normaudit::audit {

/// The first violation with its path, or empty. An unknown keyword is a violation too, so that the
/// schema cannot ask for more than is checked.
std::string schema_violation(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace normaudit::audit
