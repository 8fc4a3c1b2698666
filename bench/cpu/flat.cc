// Streams and reads. Compiled for this machine alone: no inline function of a library header may
// appear here, or the linker could give its code to a program that runs elsewhere.
#include "bench/cpu/flat.h"

#include <immintrin.h>

namespace normaudit::bench::cpu::flat {
namespace {

#if defined(__AVX512F__)
using Wide = __m512;
Wide load(const float* from) { return _mm512_loadu_ps(from); }
Wide all(float value) { return _mm512_set1_ps(value); }
Wide fused(Wide a, Wide b, Wide c) { return _mm512_fmadd_ps(a, b, c); }
Wide plus(Wide a, Wide b) { return _mm512_add_ps(a, b); }
void store(float* to, Wide value) { _mm512_storeu_ps(to, value); }
void store_around(float* to, Wide value) { _mm512_stream_ps(to, value); }
#elif defined(__AVX2__) && defined(__FMA__)
using Wide = __m256;
Wide load(const float* from) { return _mm256_loadu_ps(from); }
Wide all(float value) { return _mm256_set1_ps(value); }
Wide fused(Wide a, Wide b, Wide c) { return _mm256_fmadd_ps(a, b, c); }
Wide plus(Wide a, Wide b) { return _mm256_add_ps(a, b); }
void store(float* to, Wide value) { _mm256_storeu_ps(to, value); }
void store_around(float* to, Wide value) { _mm256_stream_ps(to, value); }
#else
using Wide = __m128;
Wide load(const float* from) { return _mm_loadu_ps(from); }
Wide all(float value) { return _mm_set1_ps(value); }
Wide fused(Wide a, Wide b, Wide c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
Wide plus(Wide a, Wide b) { return _mm_add_ps(a, b); }
void store(float* to, Wide value) { _mm_storeu_ps(to, value); }
void store_around(float* to, Wide value) { _mm_stream_ps(to, value); }
#endif

constexpr std::int64_t kLanes = sizeof(Wide) / sizeof(float);
constexpr std::int64_t kUnrolled = 8;
constexpr std::int64_t kAhead = 1024 / sizeof(float);
constexpr std::int64_t kCacheLine = 64 / sizeof(float);

float total(Wide value) {
  float lanes[kLanes];
  store(lanes, value);
  float sum = 0;
  for (float each : lanes) sum += each;
  return sum;
}

template <bool kTwo>
float point(const Span& span, const Line& line, std::int64_t i) {
  const float rest = kTwo ? span.dy[i] * line.b + line.c : line.b;
  return span.x[i] * line.a + rest;
}

template <bool kTwo, void (*kStore)(float*, Wide)>
void stream_in(const Span& span, const Line& line) {
  const Wide a = all(line.a);
  const Wide b = all(line.b);
  const Wide c = all(line.c);
  std::int64_t i = 0;
  for (; i < span.count && reinterpret_cast<std::uintptr_t>(span.out + i) % sizeof(Wide) != 0; ++i)
    span.out[i] = point<kTwo>(span, line, i);
  for (; i + kUnrolled * kLanes <= span.count; i += kUnrolled * kLanes) {
#pragma GCC unroll 8
    for (std::int64_t k = i; k < i + kUnrolled * kLanes; k += kLanes) {
      const Wide rest = kTwo ? fused(load(span.dy + k), b, c) : b;
      kStore(span.out + k, fused(load(span.x + k), a, rest));
    }
  }
  for (; i < span.count; ++i) span.out[i] = point<kTwo>(span, line, i);
}

template <bool kTwo, bool kPrefetches>
Sums read_in(const Span& span) {
  Wide firsts[kUnrolled];
  Wide products[kUnrolled];
  for (Wide& each : firsts) each = all(0);
  for (Wide& each : products) each = all(0);
  std::int64_t i = 0;
  for (; i + kUnrolled * kLanes <= span.count; i += kUnrolled * kLanes) {
    if constexpr (kPrefetches) {
#pragma GCC unroll 8
      for (std::int64_t k = i; k < i + kUnrolled * kLanes; k += kCacheLine) {
        _mm_prefetch(reinterpret_cast<const char*>(span.x + k + kAhead), _MM_HINT_T0);
        if (kTwo) _mm_prefetch(reinterpret_cast<const char*>(span.dy + k + kAhead), _MM_HINT_T0);
      }
    }
#pragma GCC unroll 8
    for (std::int64_t k = 0; k < kUnrolled; ++k) {
      const Wide x = load(span.x + i + k * kLanes);
      if constexpr (kTwo) {
        const Wide dy = load(span.dy + i + k * kLanes);
        firsts[k] = plus(firsts[k], dy);
        products[k] = fused(dy, x, products[k]);
      } else {
        firsts[k] = plus(firsts[k], x);
      }
    }
  }
  Sums sums;
  for (; i < span.count; ++i) {
    sums.first += kTwo ? span.dy[i] : span.x[i];
    if (kTwo) sums.product += span.dy[i] * span.x[i];
  }
  for (const Wide& each : firsts) sums.first += total(each);
  for (const Wide& each : products) sums.product += total(each);
  return sums;
}

}  // namespace

void stream(const Span& span, const Line& line) {
  span.dy == nullptr ? stream_in<false, store>(span, line) : stream_in<true, store>(span, line);
}

void stream_around(const Span& span, const Line& line) {
  span.dy == nullptr ? stream_in<false, store_around>(span, line)
                     : stream_in<true, store_around>(span, line);
  _mm_sfence();
}

Sums read(const Span& span) {
  return span.dy == nullptr ? read_in<false, false>(span) : read_in<true, false>(span);
}

Sums read_prefetched(const Span& span) {
  return span.dy == nullptr ? read_in<false, true>(span) : read_in<true, true>(span);
}

}  // namespace normaudit::bench::cpu::flat
