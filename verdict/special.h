#pragma once
// Special values: what counts as right where the exact answer is no real number, or where what came
// out is NaN or infinite. docs/bounds.md, section 10; the two zeros are equal everywhere.

#include "core/dtype.h"
#include "reference/oracle.h"

namespace normaudit::verdict {

enum class SpecialVerdict : std::uint8_t {
  kOrdinary,  ///< two finite numbers and a bound: the predicate decides
  kRight,
  kWrong,
  kUnbounded,  ///< the contract promises nothing
};

struct SpecialQuestion {
  double got = 0;
  Dtype dtype = Dtype::kFloat32;  ///< got's format
  reference::Kind exact_kind = reference::Kind::kReal;
  double exact_high = 0;
  double bound = 0;
  /// A rounding decides whether there is a number at all; see RoundingDecides.
  bool anything = false;
  /// A rounding decides between NaN and the two infinities; see RoundingDecides.
  bool any_non_finite = false;
  /// A rounding, or the algorithm's recurrence, turns an infinity into NaN.
  bool nan_for_infinity = false;
};

SpecialVerdict judge_special(const SpecialQuestion& question);

}  // namespace normaudit::verdict
