// What both kinds of group share.
#include "reference/special.h"

#include <ios>
#include <stdexcept>
#include <utility>

namespace normaudit::reference {

Answer unreal(Kind kind) {
  if (kind == Kind::kReal) throw std::logic_error("a real answer without its value");
  return {.kind = kind, .value = {}};
}

Answer real(Surd value) { return {.kind = Kind::kReal, .value = std::move(value)}; }

ExactSum exact_sum(const char* name, const Dyadic& value) {
  // Boost prints no negative number in base 16.
  const Integer magnitude = abs(value.mantissa());
  return {.name = name,
          .integer = (value.sign() < 0 ? "-" : "") +
                     magnitude.str(0, std::ios_base::hex | std::ios_base::showbase),
          .exponent = value.exponent()};
}

GroupSums::GroupSums(const GroupData& data) : empty(data.count == 0) {
  for (std::int64_t i = 0; i < data.count; ++i) {
    x_finite = x_finite && data.x(i).is_real();
    dy_finite = dy_finite && (!data.dy || data.dy(i).is_real());
  }
  for (std::int64_t i = 0; x_finite && i < data.count; ++i) {
    if (data.dy && dy_finite) {
      sums.add(data.x(i).value(), data.dy(i).value());
    } else {
      sums.add(data.x(i).value());
    }
  }
}

}  // namespace normaudit::reference
