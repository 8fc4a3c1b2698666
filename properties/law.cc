// Lookup of laws, and their choices.
#include "properties/law.h"

#include "core/hazard.h"

namespace normaudit::properties {

const Law& find_law(std::string_view name) { return find_or_refuse<Law>("law", name); }

Philox choices_of(const Problem& problem) {
  constexpr std::uint64_t kOfLaws = 200;  // no hazard uses it
  return stream_of(problem, Role::kX, kOfLaws);
}

}  // namespace normaudit::properties
