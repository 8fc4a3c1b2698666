#pragma once
// CUDA's arithmetic intrinsics that are exact or correctly rounded on the device, and so here
// (-ffp-contract=off here, -fmad=false there). Approximate ones are not provided.

#include <bit>
#include <cmath>
#include <cstdint>

namespace normaudit::cuda::simt {

using std::fma;
using std::sqrt;

inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline float __fsqrt_rn(float a) { return std::sqrt(a); }
inline float __frcp_rn(float a) { return 1.0f / a; }

/// 1/sqrt(a) rounded once: the double's error is far below half an ulp of the float, and no
/// quotient comes that close to a tie (checked over both binades of significands).
inline float __frsqrt_rn(float a) {
  return static_cast<float>(1.0 / std::sqrt(static_cast<double>(a)));
}

inline double __dadd_rn(double a, double b) { return a + b; }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline double __dsqrt_rn(double a) { return std::sqrt(a); }
inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }

// The C library declares names like these for itself; on a device they are approximate.
float __expf(float) = delete;
float __logf(float) = delete;
float __log2f(float) = delete;
float __log10f(float) = delete;
float __powf(float, float) = delete;
float __sinf(float) = delete;
float __cosf(float) = delete;
float __tanf(float) = delete;
// <cmath> declares these globally.
float expf(float) = delete;
float exp2f(float) = delete;
float exp10f(float) = delete;
float expm1f(float) = delete;
float logf(float) = delete;
float log2f(float) = delete;
float log10f(float) = delete;
float log1pf(float) = delete;
float powf(float, float) = delete;
float sinf(float) = delete;
float cosf(float) = delete;
float tanf(float) = delete;
float tanhf(float) = delete;
float rsqrtf(float) = delete;

inline unsigned __float_as_uint(float a) { return std::bit_cast<std::uint32_t>(a); }
inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }

inline int __popc(unsigned value) { return std::popcount(value); }
inline int __ffs(int value) { return __builtin_ffs(value); }
inline int __clz(int value) { return std::countl_zero(static_cast<unsigned>(value)); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((std::uint64_t{a} * b) >> 32);
}
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<unsigned long long>((Wide{a} * b) >> 64);
}

}  // namespace normaudit::cuda::simt
