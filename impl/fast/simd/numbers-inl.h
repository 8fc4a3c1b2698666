// Vectors of S from and to memory in the storage format: widening is exact, narrowing rounds to
// nearest, ties to even. No include guard of the usual kind: once per instruction set.
#if defined(NORMAUDIT_FAST_NUMBERS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef NORMAUDIT_FAST_NUMBERS_INL_H
#undef NORMAUDIT_FAST_NUMBERS_INL_H
#else
#define NORMAUDIT_FAST_NUMBERS_INL_H
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <cstdint>
#include <cstring>

#include "normaudit/fast.h"

HWY_BEFORE_NAMESPACE();
namespace normaudit::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Of lambdas in inner loops: a call for each vector costs as much as its arithmetic.
#define NORMAUDIT_INLINE HWY_ATTR __attribute__((always_inline))

template <class S>
using Tag = hn::ScalableTag<S>;
template <class S>
using Vector = hn::Vec<Tag<S>>;
using Halves = hn::Rebind<std::uint16_t, Tag<float>>;
using Words = hn::RebindToUnsigned<Tag<float>>;

template <class S>
HWY_INLINE constexpr std::int64_t lanes() {
  return static_cast<std::int64_t>(hn::MaxLanes(Tag<S>()));
}

HWY_INLINE Vector<float> load(const float* from) { return hn::LoadU(Tag<float>(), from); }
HWY_INLINE Vector<double> load(const double* from) { return hn::LoadU(Tag<double>(), from); }
HWY_INLINE void store(Vector<float> v, float* to) { hn::StoreU(v, Tag<float>(), to); }
HWY_INLINE void store(Vector<double> v, double* to) { hn::StoreU(v, Tag<double>(), to); }

HWY_INLINE hn::Vec<Halves> load_halves(const void* from) {
  return hn::LoadU(Halves(), static_cast<const std::uint16_t*>(from));
}

HWY_INLINE Vector<float> load(const bfloat16* from) {
  return hn::BitCast(Tag<float>(), hn::ShiftLeft<16>(hn::PromoteTo(Words(), load_halves(from))));
}

/// A NaN keeps its upper payload and becomes quiet.
HWY_INLINE hn::Vec<Halves> narrow_to_bfloat16(Vector<float> v) {
  const Words words;
  const auto bits = hn::BitCast(words, v);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1u));
  const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(words, 0x7fffu)));
  const auto quiet = hn::Or(bits, hn::Set(words, 0x00400000u));
  const auto is_nan = hn::RebindMask(words, hn::IsNaN(v));
  const auto upper = hn::ShiftRight<16>(hn::IfThenElse(is_nan, quiet, rounded));
  return hn::DemoteTo(Halves(), hn::BitCast(hn::RebindToSigned<Words>(), upper));
}
HWY_INLINE void store(Vector<float> v, bfloat16* to) {
  hn::StoreU(narrow_to_bfloat16(v), Halves(), &to->bits);
}

// Without F16C by integers, for Highway's own narrowing truncates there.
#if HWY_TARGET <= HWY_AVX2
using NativeHalves = hn::Rebind<hwy::float16_t, Tag<float>>;
HWY_INLINE Vector<float> load(const float16* from) {
  return hn::PromoteTo(Tag<float>(), hn::BitCast(NativeHalves(), load_halves(from)));
}
HWY_INLINE hn::Vec<Halves> narrow_to_float16(Vector<float> v) {
  return hn::BitCast(Halves(), hn::DemoteTo(NativeHalves(), v));
}
#else
HWY_INLINE Vector<float> load(const float16* from) {
  const Words words;
  const Tag<float> d;
  const auto wide = hn::PromoteTo(words, load_halves(from));
  const auto magnitude = hn::And(wide, hn::Set(words, 0x7fffu));
  const auto sign = hn::ShiftLeft<16>(hn::And(wide, hn::Set(words, 0x8000u)));
  // The exponents' difference as a factor: exact, for subnormal numbers too.
  const auto finite = hn::BitCast(
      words, hn::Mul(hn::BitCast(d, hn::ShiftLeft<13>(magnitude)), hn::Set(d, 0x1p112f)));
  const auto special = hn::Or(hn::ShiftLeft<13>(magnitude), hn::Set(words, 0x7f800000u));
  const auto is_special = hn::Gt(magnitude, hn::Set(words, 0x7bffu));
  return hn::BitCast(d, hn::Or(sign, hn::IfThenElse(is_special, special, finite)));
}
HWY_INLINE hn::Vec<Halves> narrow_to_float16(Vector<float> v) {
  const Words words;
  const Tag<float> d;
  const auto bits = hn::BitCast(words, v);
  const auto sign = hn::And(bits, hn::Set(words, 0x80000000u));
  const auto magnitude = hn::Xor(bits, sign);
  const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(words, 1u));
  const auto normal =
      hn::ShiftRight<13>(hn::Add(hn::Add(magnitude, hn::Set(words, 0xfffu - (112u << 23))), odd));
  // Adding 0.5 shifts a subnormal's digits into place, and rounds them.
  const auto half = hn::Set(d, 0.5f);
  const auto small = hn::Sub(hn::BitCast(words, hn::Add(hn::BitCast(d, magnitude), half)),
                             hn::BitCast(words, half));
  const auto special =
      hn::IfThenElse(hn::Gt(magnitude, hn::Set(words, 0x7f800000u)),
                     hn::Or(hn::And(hn::ShiftRight<13>(magnitude), hn::Set(words, 0x3ffu)),
                            hn::Set(words, 0x7e00u)),
                     hn::Set(words, 0x7c00u));
  auto result = hn::IfThenElse(hn::Lt(magnitude, hn::Set(words, 113u << 23)), small, normal);
  result = hn::IfThenElse(hn::Gt(magnitude, hn::Set(words, (143u << 23) - 1)), special, result);
  result = hn::Or(result, hn::ShiftRight<16>(sign));
  return hn::DemoteTo(Halves(), hn::BitCast(hn::RebindToSigned<Words>(), result));
}
#endif
HWY_INLINE void store(Vector<float> v, float16* to) {
  hn::StoreU(narrow_to_float16(v), Halves(), &to->bits);
}

/// Around the caches; `to` is on a boundary of what a vector takes in memory.
HWY_INLINE void stream(Vector<float> v, float* to) { hn::Stream(v, Tag<float>(), to); }
HWY_INLINE void stream(Vector<double> v, double* to) { hn::Stream(v, Tag<double>(), to); }
HWY_INLINE void stream(Vector<float> v, bfloat16* to) {
  hn::Stream(narrow_to_bfloat16(v), Halves(), &to->bits);
}
HWY_INLINE void stream(Vector<float> v, float16* to) {
  hn::Stream(narrow_to_float16(v), Halves(), &to->bits);
}

/// The first `count` of a vector; the others are 0. Nothing beyond is touched.
template <class T>
HWY_INLINE Vector<Statistic<T>> load_first(const T* from, std::int64_t count) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (std::is_same_v<T, Statistic<T>>) {
    const Tag<T> d;
    return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
  }
#endif
  HWY_ALIGN T numbers[lanes<Statistic<T>>()] = {};
  std::memcpy(numbers, from, static_cast<std::size_t>(count) * sizeof(T));
  return load(numbers);
}
template <class T>
HWY_INLINE void store_first(Vector<Statistic<T>> v, std::int64_t count, T* to) {
#if HWY_TARGET <= HWY_AVX2
  if constexpr (std::is_same_v<T, Statistic<T>>) {
    const Tag<T> d;
    return hn::BlendedStore(v, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
  }
#endif
  HWY_ALIGN T numbers[lanes<Statistic<T>>()];
  store(v, numbers);
  std::memcpy(to, numbers, static_cast<std::size_t>(count) * sizeof(T));
}

}  // namespace normaudit::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
