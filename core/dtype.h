#pragma once
// The four storage formats and the numbers that describe them (IEEE 754-2019 table 3.5; bfloat16 as
// binary32 cut to 16 bits).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace normaudit {

enum class Dtype : std::uint8_t { kFloat64, kFloat32, kFloat16, kBfloat16 };

inline constexpr std::array kDtypes{Dtype::kFloat64, Dtype::kFloat32, Dtype::kFloat16,
                                    Dtype::kBfloat16};

/// A binary interchange format: finite values are +-s * 2^e with s < 2^precision.
struct Format {
  int storage_bits;
  int precision;     ///< p, the significand's bits, the hidden one included
  int min_exponent;  ///< exponent of the smallest normal number, 2^min_exponent
  int max_exponent;  ///< exponent of the largest binade, [2^max_exponent, 2^(max_exponent+1))
};

constexpr Format format_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat64:
      return {64, 53, -1022, 1023};
    case Dtype::kFloat32:
      return {32, 24, -126, 127};
    case Dtype::kFloat16:
      return {16, 11, -14, 15};
    case Dtype::kBfloat16:
      break;
  }
  return {16, 8, -126, 127};
}

constexpr std::size_t size_in_bytes(Dtype dtype) {
  return static_cast<std::size_t>(format_of(dtype).storage_bits) / 8;
}

/// u = 2^-p: half the distance from 1 to the next number.
double unit_roundoff(Dtype dtype);

/// "float64", "float32", "float16", "bfloat16".
std::string_view to_string(Dtype dtype);

/// Inverse of to_string; throws InputError naming the text.
Dtype parse_dtype(std::string_view text);

}  // namespace normaudit
