#pragma once
// The oracle as a backend, so that every law is also tried on the exact answers, each rounded once.

#include <string_view>
#include <vector>

#include "core/backend.h"

namespace normaudit::properties {

/// Named "oracle"; its contract's algorithm is "correctly_rounded", its order kExact.
const Backend& oracle_backend();

/// A registered backend, or the oracle. Throws InputError naming all of them.
const Backend& find_subject(std::string_view name);

/// Every registered backend by name, the oracle first.
std::vector<const Backend*> all_subjects();

/// True where the backend's results are exact answers rounded once.
bool is_correctly_rounded(const Backend& backend);

}  // namespace normaudit::properties
