#pragma once
// One of the oracle's answers against the interval that must contain it.

#include <gtest/gtest.h>

#include <cmath>

#include "reference/oracle.h"
#include "tests/reference/interval.h"

namespace normaudit::reference {

/// Roundings that the enclosures settle, and those they do not.
struct Tally {
  int decided = 0;
  int undecided = 0;
};

inline void check_rounding(const Interval& enclosure, Dtype dtype, Bits bits, Tally& tally) {
  const Bits left = nearest(dtype, enclosure.left());
  const Bits right = nearest(dtype, enclosure.right());
  if (left == right) {
    ++tally.decided;
    ASSERT_EQ(bits, left);
    return;
  }
  // An exact zero or an exact tie: the enclosure lies on both sides of it.
  ++tally.undecided;
  ASSERT_TRUE(bits == left || bits == right || (bits == 0 && enclosure.contains_zero()));
  ASSERT_LE(ordinal(dtype, right) - ordinal(dtype, left), 1);
}

/// One number of an output: its array and its place there.
struct Place {
  Role role;
  std::int64_t index;
};

/// The exact answer lies in the enclosure, and its roundings are those of the enclosure's ends.
inline void check_output(const Oracle& oracle, const Place& place, const Interval& enclosure,
                         Tally& tally) {
  const auto& [role, i] = place;
  ASSERT_EQ(oracle.kind(role, i), Kind::kReal);
  const double left = mpfr_get_d(enclosure.left(), MPFR_RNDD);
  const double right = mpfr_get_d(enclosure.right(), MPFR_RNDU);
  if (std::isfinite(left)) {
    ASSERT_GE(oracle.compare(role, i, left), 0);
  }
  if (std::isfinite(right)) {
    ASSERT_LE(oracle.compare(role, i, right), 0);
  }
  for (Dtype dtype : kDtypes) {
    check_rounding(enclosure, dtype, oracle.rounded(role, i, dtype), tally);
  }
  const HiLo answer = oracle.hi_lo(role, i);
  check_rounding(enclosure, Dtype::kFloat64, std::bit_cast<Bits>(answer.hi), tally);
  if (!std::isfinite(answer.hi)) {
    ASSERT_EQ(std::bit_cast<Bits>(answer.lo), Bits{0});
    return;
  }
  check_rounding(enclosure - Interval(answer.hi), Dtype::kFloat64, std::bit_cast<Bits>(answer.lo),
                 tally);
}

}  // namespace normaudit::reference
