#pragma once
// The kernels' four storage formats by the names that the tests give them, and their numbers.

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>

#include "core/bits.h"
#include "normaudit/fast.h"

namespace normaudit::fast {

using Formats = testing::Types<float, double, float16, bfloat16>;

template <class T>
inline constexpr Dtype kDtype = std::is_same_v<T, double>    ? Dtype::kFloat64
                                : std::is_same_v<T, float>   ? Dtype::kFloat32
                                : std::is_same_v<T, float16> ? Dtype::kFloat16
                                                             : Dtype::kBfloat16;

template <class T>
using Pattern =
    std::conditional_t<sizeof(T) == 8, std::uint64_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint16_t>>;

template <class T>
Pattern<T> pattern_of(T value) {
  return std::bit_cast<Pattern<T>>(value);
}

/// The double rounded once.
template <class T>
T rounded(double value) {
  return std::bit_cast<T>(static_cast<Pattern<T>>(narrow(kDtype<T>, value)));
}

template <class T>
double widened(T value) {
  return widen(kDtype<T>, pattern_of(value));
}

struct FormatNames {
  template <class T>
  static std::string GetName(int) {
    return std::string(to_string(kDtype<T>));
  }
};

}  // namespace normaudit::fast
