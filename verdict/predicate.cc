// Certified comparisons of errors and bounds.
#include "verdict/predicate.h"

#include <algorithm>
#include <cmath>

namespace normaudit::verdict {
namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kTiny = 0x1p-1074;

// a + b as an unevaluated pair (Knuth's TwoSum): exact.
struct Pair {
  double high = 0;
  double low = 0;
};

Pair two_sum(double a, double b) {
  const double sum = a + b;
  const double virtual_b = sum - a;
  return {sum, (a - (sum - virtual_b)) + (b - virtual_b)};
}

// Sign of exact - (point.high + point.low). Where the point is a double the oracle decides; else
// hi - high is exact or dominates, and the rest is added from the smallest.
int sign_against(const Question& q, const Pair& point) {
  if (point.low == 0) return q.oracle.compare(q.role, q.logical, point.high);
  const reference::HiLo exact = q.oracle.hi_lo(q.role, q.logical);
  const Pair large = two_sum(exact.hi, -point.high);
  const Pair small = two_sum(exact.lo, -point.low);
  const double difference = large.high + (large.low + (small.high + small.low));
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

ErrorRange around(double error, double radius) {
  return {std::max(0.0, std::nextafter(error - radius, -INFINITY)),
          error + radius == 0 ? 0 : std::nextafter(error + radius, INFINITY)};
}

}  // namespace

ErrorRange error_range(double got, double high) {
  const double difference = std::fabs(got - high);
  return around(difference, (std::fabs(high) + difference) * kUnit * (1 + 4 * kUnit) + kTiny);
}

ErrorRange error_range(double got, const reference::HiLo& exact) {
  const Pair difference = two_sum(got, -exact.hi);
  const double error = std::fabs(difference.high + (difference.low - exact.lo));
  if (error == 0) return {};
  return around(error, error * 0x1p-50 + std::fabs(exact.lo) * 2 * kUnit);
}

bool within_bound(const Question& q) {
  return sign_against(q, two_sum(q.got, q.bound)) <= 0 &&
         sign_against(q, two_sum(q.got, -q.bound)) >= 0;
}

}  // namespace normaudit::verdict
