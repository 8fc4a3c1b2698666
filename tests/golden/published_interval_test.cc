// Every interval operation contains the exact result, decided in dyadic rationals.
#include <gtest/gtest.h>

#include "golden/published/interval.h"
#include "reference/dyadic.h"

namespace normaudit::golden {
namespace {

using reference::compare;
using reference::Dyadic;

Dyadic exact(double value) { return Dyadic::from_double(value); }

bool holds(const Interval& interval, const Dyadic& value) {
  return compare(exact(interval.low), value) <= 0 && compare(value, exact(interval.high)) <= 0;
}

constexpr double kNumbers[] = {0.1, -0.7, 3.0, 1e-200, -1e16, 1.0 / 3, 0.0, 41.5};

TEST(Interval, OperationsHoldTheExactResult) {
  for (double a : kNumbers) {
    for (double b : kNumbers) {
      EXPECT_TRUE(holds(Interval(a) + Interval(b), exact(a) + exact(b))) << a << " " << b;
      EXPECT_TRUE(holds(Interval(a) - Interval(b), exact(a) - exact(b))) << a << " " << b;
      EXPECT_TRUE(holds(Interval(a) * Interval(b), exact(a) * exact(b))) << a << " " << b;
      if (b <= 0) continue;
      const Interval quotient = Interval(a) / Interval(b);
      EXPECT_LE(compare(exact(quotient.low) * exact(b), exact(a)), 0) << a << " " << b;
      EXPECT_GE(compare(exact(quotient.high) * exact(b), exact(a)), 0) << a << " " << b;
    }
    EXPECT_TRUE(holds(square(Interval(a)), exact(a) * exact(a))) << a;
    if (a < 0) continue;
    const Interval side = root(Interval(a));
    EXPECT_LE(compare(exact(side.low) * exact(side.low), exact(a)), 0) << a;
    EXPECT_GE(compare(exact(side.high) * exact(side.high), exact(a)), 0) << a;
  }
}

TEST(Interval, WideOperandsGiveEveryResult) {
  const Interval a(-2, 3);
  const Interval b(-5, 7);
  for (double x : {-2.0, 0.0, 1.5, 3.0}) {
    for (double y : {-5.0, -1.0, 0.0, 7.0}) {
      EXPECT_TRUE((a * b).contains(x * y));
      EXPECT_TRUE((a - b).contains(x - y));
    }
  }
  EXPECT_EQ(square(a).low, 0);
  EXPECT_TRUE(square(a).contains(9));
  EXPECT_LE(square(a).high, 9.5);
  EXPECT_EQ(intersection(a, Interval(1, 9)).low, 1);
  EXPECT_EQ(intersection(a, Interval(1, 9)).high, 3);
}

TEST(Interval, DivisionByWhatMayBeZeroSaysNothing) {
  for (const Interval& divisor : {Interval(-1, 1), Interval(0, 1), Interval(0.0)}) {
    const Interval quotient = Interval(1) / divisor;
    EXPECT_EQ(quotient.low, -std::numeric_limits<double>::infinity());
    EXPECT_EQ(quotient.high, std::numeric_limits<double>::infinity());
  }
  EXPECT_LE((Interval(1) / Interval(2, 4)).high, 0.75);
}

}  // namespace
}  // namespace normaudit::golden
