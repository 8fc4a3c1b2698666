// The 16-bit conversions against core/bits.h, which rounds once from the exact number.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "core/bits.h"
#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

unsigned short half_of(float value) { return __half_as_ushort(__float2half_rn(value)); }
unsigned short bfloat_of(float value) { return __bfloat16_as_ushort(__float2bfloat16_rn(value)); }

/// Both conversions of one float; a NaN stays one, whatever its bits.
void expect_narrowed(float value) {
  if (std::isnan(value)) {
    EXPECT_TRUE(is_nan(Dtype::kFloat16, half_of(value)));
    EXPECT_TRUE(is_nan(Dtype::kBfloat16, bfloat_of(value)));
    return;
  }
  ASSERT_EQ(half_of(value), narrow(Dtype::kFloat16, static_cast<double>(value))) << value;
  ASSERT_EQ(bfloat_of(value), narrow(Dtype::kBfloat16, static_cast<double>(value))) << value;
}

TEST(Half, AllPatternsThereAndBack) {
  for (unsigned bits = 0; bits < 0x10000u; ++bits) {
    const auto pattern = static_cast<unsigned short>(bits);
    const float half = __half2float(__ushort_as_half(pattern));
    const float bfloat = __bfloat162float(__ushort_as_bfloat16(pattern));
    if (is_nan(Dtype::kFloat16, bits)) {
      EXPECT_TRUE(std::isnan(half));
    } else {
      ASSERT_EQ(static_cast<double>(half), widen(Dtype::kFloat16, bits));
      ASSERT_EQ(half_of(half), pattern);
    }
    if (is_nan(Dtype::kBfloat16, bits)) {
      EXPECT_TRUE(std::isnan(bfloat));
    } else {
      ASSERT_EQ(static_cast<double>(bfloat), widen(Dtype::kBfloat16, bits));
      ASSERT_EQ(bfloat_of(bfloat), pattern);
    }
  }
}

/// Every tie between neighbors of either format, and the floats beside it.
TEST(Half, AllTies) {
  for (const Dtype dtype : {Dtype::kFloat16, Dtype::kBfloat16}) {
    for (std::int64_t step = 0; step < max_ordinal(dtype); ++step) {
      const double low = widen(dtype, from_ordinal(dtype, step));
      const double high = step + 1 == max_ordinal(dtype)
                              ? std::exp2(format_of(dtype).max_exponent + 1)
                              : widen(dtype, from_ordinal(dtype, step + 1));
      const auto tie = static_cast<float>(low + (high - low) / 2);
      ASSERT_EQ(static_cast<double>(tie), low + (high - low) / 2);
      for (const float value : {std::nextafter(tie, 0.0f), tie, std::nextafter(tie, INFINITY)}) {
        expect_narrowed(value);
        expect_narrowed(-value);
      }
    }
  }
}

/// A prime stride over all floats: every exponent, either sign, infinities and NaNs near by.
TEST(Half, ASampleOfAllFloats) {
  std::uint32_t bits = 0;
  do {
    expect_narrowed(std::bit_cast<float>(bits));
    bits += 4093;
  } while (bits >= 4093);
  for (const float value : {INFINITY, -INFINITY, -0.0f, NAN}) expect_narrowed(value);
}

}  // namespace
}  // namespace normaudit::cuda::simt
