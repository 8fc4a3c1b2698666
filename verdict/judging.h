#pragma once
// What judge, grade and explain share: one case with its exact answers.

#include "verdict/judge.h"
#include "verdict/magnitude.h"
#include "verdict/output_bound.h"
#include "verdict/predicate.h"
#include "verdict/special.h"
#include "verdict/truth.h"

namespace normaudit::verdict {

struct Judging {
  Case facts;
  const Truth& truth;
};

/// Judges one array under the case's contract.
OutputVerdict judge_output(const Judging& judging, Role role, const Tensor& got);

/// What a rounding may decide where the exact answer is NaN or infinite: docs/bounds.md,
/// section 10.
struct RoundingDecides {
  /// Whether there is a number at all: the sign of a stored variance plus eps is that of a
  /// rounding.
  bool anything = false;
  /// Between NaN and the two infinities: the sign of a rounding error meets an infinite factor.
  bool any_non_finite = false;
  /// Between an infinity and NaN: an intermediate overflows or vanishes and meets that infinity.
  bool nan_for_infinity = false;
};

RoundingDecides rounding_decides(const Case& facts, const OutputBound& bound, std::int64_t logical);

}  // namespace normaudit::verdict
