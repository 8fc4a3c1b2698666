// Error propagation never promises less error than the operations make, and rounds up.
#include "verdict/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace normaudit::verdict {
namespace {

TEST(Up, RoundsEveryOperationUpAndKeepsZeroAndInfinity) {
  const Up third = divide_by_lower(1.0, 3.0);
  EXPECT_GT(third.value(), 1.0 / 3);
  EXPECT_GT((third + third).value(), third.value() * 2);
  EXPECT_GT((Up(0x1p-1074) * Up(0.25)).value(), 0);
  EXPECT_EQ((Up(0.0) * third).value(), 0);
  EXPECT_EQ((Up(0.0) + third).value(), third.value());
  EXPECT_EQ((Up(0.0) * Up(kInfinity)).value(), kInfinity);
  EXPECT_EQ((Up(1e300) * Up(1e300)).value(), kInfinity);
  EXPECT_EQ((Up(std::nan("")) + third).value(), kInfinity);
  EXPECT_EQ(divide_by_lower(1.0, 0.0).value(), kInfinity);
  EXPECT_GE(root(2.0).value(), std::sqrt(2.0));
  EXPECT_EQ(minus_down(1.0, 2.0), 0);
  EXPECT_LT(minus_down(1.0, third), 1 - 1.0 / 3);
}

// One float operation against its estimate, with doubles (exact for float products and sums).
TEST(Arithmetic, CoversRandomFloatOperations) {
  const Arithmetic a({.dtype = Dtype::kFloat32});
  Philox words({3, 1});
  for (int trial = 0; trial < 20000; ++trial) {
    const auto draw = [&] {
      const int power = static_cast<int>(uniform_below(words, 200)) - 130;
      return static_cast<float>(std::ldexp(standard_normal(words), power));
    };
    const float x = draw();
    const float y = draw();
    const double exact = static_cast<double>(x) * static_cast<double>(y);
    const float product = x * y;
    const Estimate estimate = a.product(Arithmetic::exact(std::fabs(static_cast<double>(x))),
                                        Arithmetic::exact(std::fabs(static_cast<double>(y))));
    EXPECT_LE(std::fabs(static_cast<double>(product) - exact), estimate.error.value());
    EXPECT_TRUE(std::isfinite(product) || estimate.error.infinite());
  }
}

TEST(Arithmetic, KnowsWhatIsExact) {
  const Arithmetic a({.dtype = Dtype::kFloat32});
  EXPECT_EQ(a.stored(0.5).error.value(), 0);
  EXPECT_EQ(a.stored(1e-5).error.value(), std::fabs(static_cast<double>(1e-5F) - 1e-5));
  EXPECT_EQ(a.divide_by_count(Arithmetic::exact(3), 1).error.value(), 0);
  // A power of two divides without a rounding, but for underflow.
  EXPECT_EQ(a.divide_by_count(Arithmetic::exact(3), 8).error.value(), 0x1p-150);
  EXPECT_GT(a.divide_by_count(Arithmetic::exact(3), 7).error.value(), 0x1p-26);
  EXPECT_EQ(a.count(1 << 24).error.value(), 0);
  EXPECT_EQ(a.count((1 << 24) + 1).error.value(), 1);
  EXPECT_EQ(a.product(Estimate{}, Arithmetic::exact(7)).error.value(), 0);
  EXPECT_EQ(a.difference({}).error.value(), 0);
}

TEST(Arithmetic, SaysWhenARangeMayBeLeft) {
  const Arithmetic a({.dtype = Dtype::kFloat32});
  const double large = 0x1p100;
  EXPECT_TRUE(a.product(Arithmetic::exact(large), Arithmetic::exact(large)).error.infinite());
  EXPECT_TRUE(
      a.total({.magnitude = 0.0, .error = 0.0, .reach = 0x1p128, .count = 2}).error.infinite());
  const Arithmetic wide({.dtype = Dtype::kFloat32, .wide_range = true});
  EXPECT_FALSE(wide.product(Arithmetic::exact(large), Arithmetic::exact(large)).error.infinite());
}

TEST(Arithmetic, FlushingCostsUpToTheSmallestNormal) {
  const Arithmetic a({.dtype = Dtype::kFloat32, .flushes_subnormals = true});
  EXPECT_GE(a.difference({0x1p-127, 0.0}).error.value(), 0x1p-126);
  EXPECT_GE(a.product(Arithmetic::exact(0x1p-80), Arithmetic::exact(0x1p-80)).error.value(),
            0x1p-126);
}

TEST(Arithmetic, AccumulatesWideSumsWithTheirOwnUnit) {
  const Terms terms{.magnitude = 1000.0, .error = 0.0, .reach = 1000.0, .count = 1000};
  const Estimate narrow_sum = Arithmetic({.dtype = Dtype::kFloat32}).total(terms);
  const Estimate wide_sum =
      Arithmetic({.dtype = Dtype::kFloat32, .wide_accumulator = true}).total(terms);
  EXPECT_GE(narrow_sum.error.value(), 999 * 1000 * 0x1p-24);
  EXPECT_LE(wide_sum.error.value(), 1000 * 0x1p-24 * 1.001);
}

}  // namespace
}  // namespace normaudit::verdict
