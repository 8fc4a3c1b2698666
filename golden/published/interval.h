#pragma once
// Interval arithmetic in doubles: every end is moved outwards by one step after every operation
// that may round, so that an enclosure stays one. Source: IEEE 1788-2015, section 4 (containment).

#include <algorithm>
#include <cmath>
#include <limits>

#include "golden/published/printed_number.h"

namespace normaudit::golden {

/// Every real from low to high; the ends may be infinite.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  Interval() = default;
  Interval(double point) : low(point), high(point) {}  // NOLINT: a double is its own interval
  Interval(double least, double greatest) : low(least), high(greatest) {}
  Interval(const Range& range) : low(range.low), high(range.high) {}  // NOLINT: the same numbers

  /// The largest magnitude in it.
  double reach() const { return std::max(std::fabs(low), std::fabs(high)); }
  bool contains(double value) const { return low <= value && value <= high; }
};

/// Rounded ends moved outwards; an end that is no number says nothing.
inline Interval outwards(double low, double high) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  return {std::isnan(low) ? -kInfinite : std::nextafter(low, -kInfinite),
          std::isnan(high) ? kInfinite : std::nextafter(high, kInfinite)};
}

inline Interval operator-(Interval a) { return {-a.high, -a.low}; }
inline Interval operator+(Interval a, Interval b) {
  return outwards(a.low + b.low, a.high + b.high);
}
inline Interval operator-(Interval a, Interval b) { return a + -b; }

inline Interval operator*(Interval a, Interval b) {
  const double products[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  for (double product : products) {
    if (std::isnan(product)) return {};
  }
  return outwards(*std::ranges::min_element(products), *std::ranges::max_element(products));
}

/// The whole line where the divisor may be 0.
inline Interval operator/(Interval a, Interval b) {
  if (b.low <= 0 && b.high >= 0) return {};
  return a * outwards(1 / b.high, 1 / b.low);
}

/// x*x of one x: never negative.
inline Interval square(Interval a) {
  const double least =
      a.low <= 0 && a.high >= 0 ? 0 : std::min(std::fabs(a.low), std::fabs(a.high));
  const Interval result = outwards(least * least, a.reach() * a.reach());
  return {std::max(0.0, result.low), result.high};
}

/// Of the part that is not negative.
inline Interval root(Interval a) {
  const Interval result =
      outwards(std::sqrt(std::max(0.0, a.low)), std::sqrt(std::max(0.0, a.high)));
  return {std::max(0.0, result.low), result.high};
}

/// The numbers in both, which must have one in common.
inline Interval intersection(Interval a, Interval b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}

}  // namespace normaudit::golden
