// Error propagation never promises less error than the operations make, and rounds up.
#include "verdict/arithmetic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/bits.h"
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
  EXPECT_LE(wide_sum.error.value(), 999 * 1000 * 0x1p-53 * 1.001);
}

TEST(Arithmetic, RoundsWhatAWideAccumulatorHoldsOnce) {
  const Arithmetic a({.dtype = Dtype::kFloat32, .wide_accumulator = true});
  const Estimate total = a.total({.magnitude = 1000.0, .error = 0.0, .reach = 1000.0, .count = 7});
  // Half an ulp of 1000, and of 1000/7, beside the far smaller errors of float64.
  const double kept = a.kept(total).error.value();
  EXPECT_GE(kept, 0x1p-15);
  EXPECT_LE(kept, 0x1p-15 * 1.001);
  const double mean = a.divide_by_count(total, 7).error.value();
  EXPECT_GE(mean, 0x1p-17);
  EXPECT_LE(mean, 0x1p-17 * 1.001);
  // Once kept, a total is divided like any number: u of the quotient.
  const Estimate quotient = a.without_accumulator().divide_by_count(Arithmetic::exact(1000), 7);
  EXPECT_GE(quotient.error.value(), 1000.0 / 7 * 0x1p-24);
  // Sums that float32 cannot hold are no overflow before they are rounded.
  const Estimate huge = a.total({.magnitude = 0x1p129, .error = 0.0, .reach = 0x1p129, .count = 8});
  EXPECT_FALSE(huge.error.infinite());
  EXPECT_TRUE(a.kept(huge).error.infinite());
  EXPECT_FALSE(a.divide_by_count(huge, 8).error.infinite());
}

TEST(Arithmetic, KeepsSumsOfFloat64InFloat64) {
  const Terms terms{.magnitude = 1.0, .error = 0.0, .reach = 1.0, .count = 3};
  const Arithmetic wide({.dtype = Dtype::kFloat64, .wide_accumulator = true});
  EXPECT_EQ(wide.kept(wide.total(terms)).error.value(),
            Arithmetic({.dtype = Dtype::kFloat64}).total(terms).error.value());
}

TEST(Arithmetic, NarrowsWithinHalfAnUlp) {
  for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat16, Dtype::kBfloat16}) {
    const Arithmetic a({.dtype = dtype});
    const Format format = format_of(dtype);
    Philox words({4, static_cast<std::uint64_t>(dtype)});
    for (int trial = 0; trial < 5000; ++trial) {
      const int power =
          format.min_exponent - format.precision - 2 +
          static_cast<int>(uniform_below(
              words, static_cast<std::uint64_t>(format.max_exponent - format.min_exponent + 16)));
      const double exact = std::ldexp(1 + uniform_unit(words), power);
      const double got = widen(dtype, narrow(dtype, exact));
      const double error = a.narrowed(Arithmetic::exact(exact)).error.value();
      if (!std::isfinite(got)) {
        EXPECT_EQ(error, kInfinity);
        EXPECT_LT(a.without_overflow().narrowed(Arithmetic::exact(exact)).error.value(), kInfinity);
      } else if (error < kInfinity) {
        EXPECT_LE(std::fabs(got - exact), error);
        EXPECT_LE(error, std::fmax(exact * unit_roundoff(dtype), a.tiny().value()));
      }
    }
    EXPECT_EQ(a.narrowed({}).error.value(), 0);
    // What may be 2 has the half ulp of 2, and one step more for the sum's own rounding.
    const double at_two = a.narrowed({1.0, 1.0}).error.value();
    EXPECT_GE(at_two, 1 + 2 * unit_roundoff(dtype));
    EXPECT_LE(at_two, 1 + 2 * unit_roundoff(dtype) + 0x1p-51);
  }
}

}  // namespace
}  // namespace normaudit::verdict
