#pragma once
// The predicate |got - exact| <= bound, and the error itself, in certified arithmetic.

#include <cstdint>

#include "core/role.h"
#include "reference/oracle.h"

namespace normaudit::verdict {

/// An enclosure of |got - exact|.
struct ErrorRange {
  double low = 0;
  double high = 0;
};

/// From the correctly rounded double alone: exact differs from `high` by at most half an ulp.
ErrorRange error_range(double got, double high);

/// From both doubles of the exact value: relative width below 2^-48.
ErrorRange error_range(double got, const reference::HiLo& exact);

struct Question {
  const reference::Oracle& oracle;
  Role role = Role::kY;
  std::int64_t logical = 0;
  double got = 0;    ///< finite
  double bound = 0;  ///< finite
};

/// Decides |got - exact| <= bound: by the oracle's comparison where got + bound and got - bound are
/// doubles, else to 2^-105 of the numbers compared, far less than a bound's own rounding up.
bool within_bound(const Question& question);

}  // namespace normaudit::verdict
