// Drawing explicit numbers.
#include "properties/generators/written_out.h"

#include <cmath>
#include <map>

#include "core/bits.h"
#include "properties/generators/choices.h"
#include "properties/generators/numbers.h"

namespace normaudit::properties {
namespace {

enum Kind : std::uint8_t { kFinite, kNeighbours, kAny, kFilled, kKinds };

double finite(Dtype dtype, double value) {
  return is_finite(dtype, narrow(dtype, value)) ? value : 1.0;
}

std::vector<double> numbers(const Problem& problem, Role role, Kind kind) {
  constexpr std::int64_t kReach = 9;
  const Dtype dtype = dtype_of_role(problem, role);
  const double centre = finite(dtype, *any_number(dtype));
  std::vector<double> values;
  for (std::int64_t i = 0; i < count_of_role(problem, role); ++i) {
    const double drawn = *any_number(dtype);
    double value = kind == kAny ? drawn : finite(dtype, drawn);
    if (kind == kNeighbours) {
      value = ordinals_away(dtype, centre, ordinal(dtype, narrow(dtype, value)) % kReach);
    }
    if (role == Role::kRunningVar && kind != kAny) value = std::abs(value);
    values.push_back(value);
  }
  return values;
}

}  // namespace

void write_out(Problem& problem) {
  constexpr std::int64_t kMost = 16;
  std::map<Role, Kind> kinds;
  for (const RoleFacts& each : kRoles) kinds[each.role] = static_cast<Kind>(below(kKinds));
  for (Role role : inputs_of(problem)) {
    const std::int64_t count = count_of_role(problem, role);
    if (kinds[role] == kFilled || count == 0 || count > kMost) continue;
    problem.values[role] = numbers(problem, role, kinds[role]);
  }
}

}  // namespace normaudit::properties
