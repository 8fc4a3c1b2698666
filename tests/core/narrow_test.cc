// One correct rounding, on every rounding boundary of the 16-bit formats and against the hardware's
// own conversion to float32.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/bits.h"
#include "core/random.h"

namespace normaudit {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// The pattern's magnitude, with infinity in its place beyond the largest number, where rounding
// treats it as one more number.
double place(Dtype dtype, Bits bits) {
  return bits == infinity(dtype) ? std::ldexp(1.0, format_of(dtype).max_exponent + 1)
                                 : widen(dtype, bits);
}

// Just below, on and just above the midpoint of every two neighbours, with both signs. `narrowed`
// says what a double becomes.
template <class Narrow>
void expect_correct_at_midpoint(Dtype dtype, Bits low, Narrow narrowed) {
  const Bits high = low + 1;
  const Bits even = (low & 1) == 0 ? low : high;
  const double midpoint = 0.5 * (place(dtype, low) + place(dtype, high));
  const Bits sign = Bits{1} << (format_of(dtype).storage_bits - 1);
  ASSERT_EQ(narrowed(midpoint), even) << to_string(dtype) << " " << low;
  ASSERT_EQ(narrowed(std::nextafter(midpoint, 0)), low) << to_string(dtype) << " " << low;
  ASSERT_EQ(narrowed(std::nextafter(midpoint, kInf)), high) << to_string(dtype) << " " << low;
  ASSERT_EQ(narrowed(-midpoint), sign | even) << to_string(dtype) << " " << low;
  ASSERT_EQ(narrowed(std::nextafter(-midpoint, 0)), sign | low) << to_string(dtype) << " " << low;
  ASSERT_EQ(narrowed(std::nextafter(-midpoint, -kInf)), sign | high)
      << to_string(dtype) << " " << low;
}

TEST(NarrowTest, EveryBoundaryOfTheHalfFormatsRoundsToNearestEven) {
  for (Dtype dtype : {Dtype::kFloat16, Dtype::kBfloat16}) {
    for (Bits low = 0; low < infinity(dtype); ++low) {
      expect_correct_at_midpoint(dtype, low, [=](double v) { return narrow(dtype, v); });
    }
  }
}

TEST(NarrowTest, BoundariesOfFloat32RoundToNearestEven) {
  // The ends of the format and of every binade, subnormal ones included.
  const auto check = [](Bits low) {
    expect_correct_at_midpoint(Dtype::kFloat32, low,
                               [](double v) { return narrow(Dtype::kFloat32, v); });
  };
  for (Bits power = 0; power < 23; ++power) check(Bits{1} << power);
  for (Bits exponent = 0; exponent < 255; ++exponent) {
    const Bits first = exponent << 23;
    check(first);
    check(first + 1);
    check(first + 0x3FFFFF);
    check(first + 0x7FFFFF);
  }
}

TEST(NarrowTest, OverflowGoesToInfinityAndUnderflowKeepsItsSign) {
  EXPECT_EQ(narrow(Dtype::kFloat16, 65519.99), 0x7BFFU);
  EXPECT_EQ(narrow(Dtype::kFloat16, 65520.0), 0x7C00U);
  EXPECT_EQ(narrow(Dtype::kFloat16, -1e300), 0xFC00U);
  EXPECT_EQ(narrow(Dtype::kFloat16, 0x1p-25), 0U);
  EXPECT_EQ(narrow(Dtype::kFloat16, -0x1.0000000000001p-25), 0x8001U);
  for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat16, Dtype::kBfloat16}) {
    const Bits sign = Bits{1} << (format_of(dtype).storage_bits - 1);
    for (double tiny : {5e-324, 2.2250738585072014e-308, 1e-300}) {
      EXPECT_EQ(narrow(dtype, tiny), 0U);
      EXPECT_EQ(narrow(dtype, -tiny), sign);
    }
    EXPECT_EQ(narrow(dtype, kInf), infinity(dtype));
    EXPECT_EQ(narrow(dtype, -std::numeric_limits<double>::max()), sign | infinity(dtype));
  }
}

Bits by_hardware(double value) {
  return std::isnan(value) ? 0x7FC00000U : std::bit_cast<std::uint32_t>(static_cast<float>(value));
}

TEST(NarrowTest, AMillionBitPatternsNarrowToFloat32AsTheHardwareDoes) {
  Philox words({2026, 32});
  for (int i = 0; i < 1000000; ++i) {
    const double value = std::bit_cast<double>(words.next());
    ASSERT_EQ(narrow(Dtype::kFloat32, value), by_hardware(value)) << std::bit_cast<Bits>(value);
  }
}

TEST(NarrowTest, AMillionNearTiesNarrowToFloat32AsTheHardwareDoes) {
  // Exponents from below float32's subnormals to above its overflow; the 29 bits that are dropped
  // lie within 8 of a tie or of a number.
  Philox words({2026, 33});
  for (int i = 0; i < 1000000; ++i) {
    const std::uint64_t word = words.next();
    const std::uint64_t exponent = 1023 - 153 + uniform_below(words, 283);
    const std::uint64_t tail = ((word & 1) << 28) + ((word >> 1) & 15) - 8;
    const std::uint64_t bits = (word & (std::uint64_t{1} << 63)) | (exponent << 52);
    const auto value =
        std::bit_cast<double>(bits + ((word >> 8 & 0x7FFFFF) << 29) + (tail & 0x1FFFFFFF));
    ASSERT_EQ(narrow(Dtype::kFloat32, value), by_hardware(value)) << std::bit_cast<Bits>(value);
  }
}

TEST(NarrowTest, Float64IsUnchangedExceptThatNanIsCanonical) {
  Philox words({2026, 64});
  for (int i = 0; i < 100000; ++i) {
    const Bits bits = words.next();
    const double value = std::bit_cast<double>(bits);
    const Bits expected = std::isnan(value) ? quiet_nan(Dtype::kFloat64) : bits;
    ASSERT_EQ(narrow(Dtype::kFloat64, value), expected);
    ASSERT_EQ(std::bit_cast<Bits>(widen(Dtype::kFloat64, bits)), expected);
  }
  EXPECT_EQ(narrow(Dtype::kFloat64, std::bit_cast<double>(Bits{0xFFF0000000000001})),
            quiet_nan(Dtype::kFloat64));
}

TEST(NarrowTest, Float32WideningIsTheHardwares) {
  Philox words({2026, 34});
  for (int i = 0; i < 1000000; ++i) {
    const auto bits = static_cast<std::uint32_t>(words.next());
    const auto value = std::bit_cast<float>(bits);
    const double expected =
        std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : double{value};
    ASSERT_EQ(std::bit_cast<Bits>(widen(Dtype::kFloat32, bits)), std::bit_cast<Bits>(expected));
  }
}

}  // namespace
}  // namespace normaudit
