// The intrinsics that are not one C++ operation: correctly rounded 1/sqrt, integer helpers; and
// those that do not exist, on purpose.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

// Unsupported is a compile error: no name, no overload, or a deleted one.
template <class T>
concept HasFloatAtomics = requires(T* address, T value) {
  atomicAdd(address, value);
};
template <class T>
concept HasApproximations = requires(T value) {
  rsqrtf(value);
}
|| requires(T value) { expf(value); }
|| requires(T value) { exp2f(value); }
|| requires(T value) { logf(value); }
|| requires(T value) { log2f(value); }
|| requires(T value) { powf(value, value); }
|| requires(T value) { sinf(value); }
|| requires(T value) { cosf(value); }
|| requires(T value) { tanhf(value); }
|| requires(T value) { __expf(value); }
|| requires(T value) { __logf(value); }
|| requires(T value) { __sinf(value); }
|| requires(T value) { __powf(value, value); }
|| requires(T value) { __fdividef(value, value); };
template <class T>
concept HasShuffle = requires(T value) {
  __shfl_sync(0xffffffffu, value, 0);
};
template <class T>
concept HasHintedLoad = requires(const T* address) {
  __ldg(address);
};
struct Pair {
  float a, b;
};
static_assert(HasFloatAtomics<unsigned> && !HasFloatAtomics<float> && !HasFloatAtomics<double>);
static_assert(!HasApproximations<float>);
static_assert(HasShuffle<float> && HasShuffle<double> && HasShuffle<unsigned>);
static_assert(!HasShuffle<Pair> && !HasShuffle<bool> && !HasShuffle<short>);
static_assert(HasHintedLoad<float4> && HasHintedLoad<__half> && !HasHintedLoad<Pair>);

/// Rounded to the nearest float: no neighbor is nearer to 1/sqrt(a), by exact comparisons of
/// squares. r is right when the midpoints (r + r')/2 lie on either side: m < 1/sqrt(a) if and only
/// if m * m * a < 1, and m has 25 bits, m * m 50, the product 74: held by two exact doubles.
void expect_rounded(float a) {
  const float r = __frsqrt_rn(a);
  const auto above_one = [&](double midpoint) {
    const double square = midpoint * midpoint;
    const double product = square * static_cast<double>(a);
    const double rest = std::fma(square, static_cast<double>(a), -product);
    return product > 1 || (product == 1 && rest > 0);
  };
  const auto midpoint = [](float x, float y) {
    return (static_cast<double>(x) + static_cast<double>(y)) / 2;
  };
  ASSERT_FALSE(above_one(midpoint(std::nextafter(r, 0.0f), r))) << a;
  ASSERT_TRUE(above_one(midpoint(r, std::nextafter(r, INFINITY)))) << a;
}

TEST(Frsqrt, IsRoundedToNearest) {
  // 1/sqrt repeats every two binades: a stride over [1, 4), then the same significands elsewhere.
  std::mt19937 random(4);
  for (std::uint32_t step = 0; step < 1u << 24; step += 37) {
    const std::uint32_t bits = 0x3f800000u + step;
    expect_rounded(std::bit_cast<float>(bits));
  }
  for (int i = 0; i < 200000; ++i) {
    expect_rounded(std::bit_cast<float>(1 + static_cast<std::uint32_t>(random() % 0x7f7fffffu)));
  }
}

TEST(Frsqrt, SpecialNumbers) {
  EXPECT_EQ(__frsqrt_rn(0.0f), INFINITY);
  EXPECT_EQ(__frsqrt_rn(-0.0f), -INFINITY);
  EXPECT_EQ(__frsqrt_rn(INFINITY), 0.0f);
  EXPECT_TRUE(std::isnan(__frsqrt_rn(-1.0f)));
  EXPECT_TRUE(std::isnan(__frsqrt_rn(NAN)));
}

TEST(Integers, AsOnADevice) {
  EXPECT_EQ(__popc(0xf0f0u), 8);
  EXPECT_EQ(__ffs(0), 0);
  EXPECT_EQ(__ffs(0x50), 5);
  EXPECT_EQ(__clz(0), 32);
  EXPECT_EQ(__clz(1), 31);
  EXPECT_EQ(__clz(-1), 0);
  EXPECT_EQ(__umulhi(0x80000000u, 6), 3u);
  EXPECT_EQ(__umul64hi(1ull << 63, 6), 3ull);
  EXPECT_EQ(__float_as_uint(1.0f), 0x3f800000u);
  EXPECT_EQ(__uint_as_float(0x40000000u), 2.0f);
}

}  // namespace
}  // namespace normaudit::cuda::simt
