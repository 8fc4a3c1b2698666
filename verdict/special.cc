// The table of special values.
#include "verdict/special.h"

#include <cmath>
#include <limits>

#include "verdict/arithmetic.h"

namespace normaudit::verdict {
namespace {

using reference::Kind;

SpecialVerdict right_if(bool right) {
  return right ? SpecialVerdict::kRight : SpecialVerdict::kWrong;
}

// An infinity stands for every real from half a step above the largest number on. In float64 that
// point is no double; a sum at or above it rounds to infinity, one below to the largest or less.
bool overflows(Dtype dtype, double magnitude) {
  const Format format = format_of(dtype);
  if (dtype == Dtype::kFloat64) return magnitude == kInfinity;
  const double half_step = std::ldexp(1.0, format.max_exponent - format.precision);
  return magnitude >= Arithmetic({.dtype = dtype}).largest() + half_step;
}

SpecialVerdict judge_unreal(const SpecialQuestion& q) {
  if (q.any_non_finite) return right_if(!std::isfinite(q.got));
  if (q.exact_kind == Kind::kNan) return right_if(std::isnan(q.got));
  if (q.nan_for_infinity && std::isnan(q.got)) return SpecialVerdict::kRight;
  const bool negative = q.exact_kind == Kind::kNegativeInfinity;
  return right_if(std::isinf(q.got) && std::signbit(q.got) == negative);
}

}  // namespace

SpecialVerdict judge_special(const SpecialQuestion& q) {
  if (q.exact_kind != Kind::kReal) {
    return q.anything ? SpecialVerdict::kUnbounded : judge_unreal(q);
  }
  if (std::isinf(q.bound)) return SpecialVerdict::kUnbounded;
  if (std::isnan(q.got)) return SpecialVerdict::kWrong;
  if (std::isinf(q.got)) {
    const double toward = std::copysign(1.0, q.got) * q.exact_high;
    return right_if(overflows(q.dtype, toward + q.bound));
  }
  if (!std::isinf(q.exact_high)) return SpecialVerdict::kOrdinary;
  // A real number beyond float64: only a double within the bound of the end of the range will do.
  constexpr double kLargest = std::numeric_limits<double>::max();
  return right_if(std::copysign(q.got, q.got * q.exact_high) >= kLargest - q.bound);
}

}  // namespace normaudit::verdict
