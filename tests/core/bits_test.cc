// Decoding, widening and ordinals, over every pattern of the 16-bit formats.
#include "core/bits.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"

namespace normaudit {
namespace {

constexpr Bits kHalfPatterns = Bits{1} << 16;
constexpr std::array kHalfFormats{Dtype::kFloat16, Dtype::kBfloat16};

// Widening from the definition of the format, written out for each: sign, exponent field, fraction
// field, and exact doublings or halvings.
double widen_by_definition(Dtype dtype, Bits bits) {
  const int fraction_bits = dtype == Dtype::kFloat16 ? 10 : 7;
  const int bias = dtype == Dtype::kFloat16 ? 15 : 127;
  const int exponent_field = static_cast<int>((bits & 0x7FFF) >> fraction_bits);
  const int fraction_field = static_cast<int>(bits & ((1U << fraction_bits) - 1));
  const int last_exponent = 2 * bias + 1;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent_field == last_exponent) {
    return fraction_field == 0 ? sign * std::numeric_limits<double>::infinity()
                               : std::numeric_limits<double>::quiet_NaN();
  }
  double value = fraction_field;
  if (exponent_field > 0) value += 1 << fraction_bits;
  int exponent = (exponent_field > 0 ? exponent_field : 1) - bias - fraction_bits;
  for (; exponent > 0; --exponent) value *= 2;
  for (; exponent < 0; ++exponent) value *= 0.5;
  return sign * value;
}

TEST(BitsTest, WideningEqualsTheDefinitionForEveryPattern) {
  for (Dtype dtype : kHalfFormats) {
    for (Bits bits = 0; bits < kHalfPatterns; ++bits) {
      ASSERT_EQ(std::bit_cast<Bits>(widen(dtype, bits)),
                std::bit_cast<Bits>(widen_by_definition(dtype, bits)))
          << to_string(dtype) << " " << bits;
    }
  }
}

TEST(BitsTest, WideningBfloat16IsFloat32WithZerosAppended) {
  for (Bits bits = 0; bits < kHalfPatterns; ++bits) {
    const auto single = std::bit_cast<float>(static_cast<std::uint32_t>(bits << 16));
    const double expected =
        std::isnan(single) ? std::numeric_limits<double>::quiet_NaN() : double{single};
    ASSERT_EQ(std::bit_cast<Bits>(widen(Dtype::kBfloat16, bits)), std::bit_cast<Bits>(expected));
  }
}

TEST(BitsTest, WideningThenNarrowingIsTheIdentityAndCanonicalizesNan) {
  for (Dtype dtype : kHalfFormats) {
    for (Bits bits = 0; bits < kHalfPatterns; ++bits) {
      const Bits expected = is_nan(dtype, bits) ? quiet_nan(dtype) : bits;
      ASSERT_EQ(narrow(dtype, widen(dtype, bits)), expected) << to_string(dtype) << " " << bits;
    }
  }
}

TEST(BitsTest, CanonicalNansAndInfinitiesAreThePublishedPatterns) {
  EXPECT_EQ(quiet_nan(Dtype::kFloat16), 0x7E00U);
  EXPECT_EQ(quiet_nan(Dtype::kBfloat16), 0x7FC0U);
  EXPECT_EQ(quiet_nan(Dtype::kFloat32), 0x7FC00000U);
  EXPECT_EQ(quiet_nan(Dtype::kFloat64), 0x7FF8000000000000U);
  EXPECT_EQ(infinity(Dtype::kFloat16), 0x7C00U);
  EXPECT_EQ(infinity(Dtype::kBfloat16), 0x7F80U);
  EXPECT_EQ(infinity(Dtype::kFloat32), 0x7F800000U);
  EXPECT_EQ(infinity(Dtype::kFloat64), 0x7FF0000000000000U);
}

TEST(BitsTest, DecodedNumberIsSignificandTimesPowerOfTwo) {
  for (Dtype dtype : kHalfFormats) {
    for (Bits bits = 0; bits < kHalfPatterns; ++bits) {
      const Decoded decoded = decode(dtype, bits);
      const double value = widen_by_definition(dtype, bits);
      ASSERT_EQ(decoded.number_class == Decoded::Class::kNan, std::isnan(value));
      ASSERT_EQ(decoded.number_class == Decoded::Class::kInfinite, std::isinf(value));
      ASSERT_EQ(decoded.negative, (bits & 0x8000) != 0);
      if (decoded.number_class != Decoded::Class::kFinite) continue;
      ASSERT_LT(decoded.significand, std::uint64_t{1} << format_of(dtype).precision);
      ASSERT_EQ(std::ldexp(static_cast<double>(decoded.significand), decoded.exponent),
                std::fabs(value));
    }
  }
}

TEST(BitsTest, ClassesOfEveryPatternAgreeWithItsValue) {
  for (Dtype dtype : kHalfFormats) {
    for (Bits bits = 0; bits < kHalfPatterns; ++bits) {
      const double value = widen_by_definition(dtype, bits);
      ASSERT_EQ(is_nan(dtype, bits), std::isnan(value));
      ASSERT_EQ(is_finite(dtype, bits), std::isfinite(value));
    }
  }
}

TEST(BitsTest, OrdinalsCountTheNumbersInOrder) {
  for (Dtype dtype : kHalfFormats) {
    const std::int64_t top = max_ordinal(dtype);
    ASSERT_EQ(widen(dtype, from_ordinal(dtype, top)), std::numeric_limits<double>::infinity());
    for (std::int64_t position = -top; position < top; ++position) {
      const Bits here = from_ordinal(dtype, position);
      const Bits next = from_ordinal(dtype, position + 1);
      ASSERT_LT(widen(dtype, here), widen(dtype, next)) << position;
      ASSERT_EQ(ordinal(dtype, here), position);
      ASSERT_EQ(ordinal(dtype, here ^ 0x8000U), -position);
    }
  }
}

TEST(BitsTest, OrdinalOfBothZerosIsZeroAndGivesPlusZeroBack) {
  for (Dtype dtype : kDtypes) {
    const Bits minus_zero = narrow(dtype, -0.0);
    EXPECT_NE(minus_zero, 0U);
    EXPECT_EQ(ordinal(dtype, minus_zero), 0);
    EXPECT_EQ(ordinal(dtype, 0), 0);
    EXPECT_EQ(from_ordinal(dtype, 0), 0U);
  }
}

TEST(BitsTest, OrdinalsOfWideFormatsStepWithNextafter) {
  Philox words({7, 7});
  for (int i = 0; i < 100000; ++i) {
    const double value = std::bit_cast<double>(words.next());
    if (!std::isfinite(value) || value == 0) continue;
    const std::int64_t here = ordinal(Dtype::kFloat64, std::bit_cast<Bits>(value));
    const double up = std::nextafter(value, std::numeric_limits<double>::infinity());
    ASSERT_EQ(ordinal(Dtype::kFloat64, std::bit_cast<Bits>(up)), here + 1);
    ASSERT_EQ(from_ordinal(Dtype::kFloat64, here), std::bit_cast<Bits>(value));
  }
  EXPECT_EQ(ordinal(Dtype::kFloat32, std::bit_cast<std::uint32_t>(-1.0F)),
            -static_cast<std::int64_t>(std::bit_cast<std::uint32_t>(1.0F)));
}

TEST(BitsTest, UnitRoundoffIsHalfTheStepAboveOne) {
  EXPECT_EQ(unit_roundoff(Dtype::kFloat64), 0x1p-53);
  EXPECT_EQ(unit_roundoff(Dtype::kFloat32), 0x1p-24);
  EXPECT_EQ(unit_roundoff(Dtype::kFloat16), 0x1p-11);
  EXPECT_EQ(unit_roundoff(Dtype::kBfloat16), 0x1p-8);
}

}  // namespace
}  // namespace normaudit
