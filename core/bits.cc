// Bit patterns of the storage formats, with integer arithmetic only.
#include "core/bits.h"

#include <bit>
#include <cmath>

namespace normaudit {
namespace {

struct Fields {
  int fraction_bits;
  Bits sign_mask;
  Bits exponent_mask;  // right-aligned
  Bits fraction_mask;
};

Fields fields_of(Dtype dtype) {
  const Format format = format_of(dtype);
  const int fraction_bits = format.precision - 1;
  const int exponent_bits = format.storage_bits - format.precision;
  return {fraction_bits, Bits{1} << (format.storage_bits - 1), (Bits{1} << exponent_bits) - 1,
          (Bits{1} << fraction_bits) - 1};
}

// The significand shifted right by `shift` places, rounded to nearest, ties to even.
std::uint64_t shift_right_to_nearest_even(std::uint64_t significand, int shift) {
  if (shift <= 0) return significand << -shift;
  if (shift > 63) return 0;  // significand < 2^53, so less than half a unit
  const std::uint64_t kept = significand >> shift;
  const std::uint64_t rest = significand & ((std::uint64_t{1} << shift) - 1);
  const std::uint64_t half = std::uint64_t{1} << (shift - 1);
  const bool up = rest > half || (rest == half && (kept & 1) != 0);
  return kept + (up ? 1 : 0);
}

}  // namespace

Decoded decode(Dtype dtype, Bits bits) {
  const Format format = format_of(dtype);
  const Fields fields = fields_of(dtype);
  const Bits biased = (bits >> fields.fraction_bits) & fields.exponent_mask;
  const Bits fraction = bits & fields.fraction_mask;
  Decoded decoded;
  decoded.negative = (bits & fields.sign_mask) != 0;
  if (biased == fields.exponent_mask) {
    decoded.number_class = fraction == 0 ? Decoded::Class::kInfinite : Decoded::Class::kNan;
    return decoded;
  }
  decoded.significand = biased == 0 ? fraction : fraction | (Bits{1} << fields.fraction_bits);
  decoded.exponent =
      format.min_exponent - fields.fraction_bits + (biased == 0 ? 0 : static_cast<int>(biased) - 1);
  return decoded;
}

double widen(Dtype dtype, Bits bits) {
  if (dtype == Dtype::kFloat64) {
    return is_nan(dtype, bits) ? std::bit_cast<double>(quiet_nan(dtype))
                               : std::bit_cast<double>(bits);
  }
  const Decoded decoded = decode(dtype, bits);
  if (decoded.number_class == Decoded::Class::kNan) {
    return std::bit_cast<double>(quiet_nan(Dtype::kFloat64));
  }
  // Exact: every narrower format's numbers, the subnormal ones included, are normal doubles.
  const double magnitude =
      decoded.number_class == Decoded::Class::kInfinite
          ? std::bit_cast<double>(infinity(Dtype::kFloat64))
          : std::ldexp(static_cast<double>(decoded.significand), decoded.exponent);
  return decoded.negative ? -magnitude : magnitude;
}

Bits narrow(Dtype dtype, double value) {
  const Bits bits = std::bit_cast<Bits>(value);
  const Decoded decoded = decode(Dtype::kFloat64, bits);
  if (decoded.number_class == Decoded::Class::kNan) return quiet_nan(dtype);
  if (dtype == Dtype::kFloat64) return bits;
  const Format format = format_of(dtype);
  const Fields fields = fields_of(dtype);
  const Bits sign = decoded.negative ? fields.sign_mask : 0;
  if (decoded.number_class == Decoded::Class::kInfinite) return sign | infinity(dtype);
  if (decoded.significand == 0) return sign;
  const int top_exponent =
      decoded.exponent + static_cast<int>(std::bit_width(decoded.significand)) - 1;
  const int exponent_used = top_exponent < format.min_exponent ? format.min_exponent : top_exponent;
  const int unit_exponent = exponent_used - fields.fraction_bits;
  const std::uint64_t rounded =
      shift_right_to_nearest_even(decoded.significand, unit_exponent - decoded.exponent);
  if (exponent_used > format.max_exponent) return sign | infinity(dtype);
  // Adding instead of or-ing lets a carry out of the fraction raise the exponent, up to infinity.
  const Bits biased_minus_one = static_cast<Bits>(exponent_used - format.min_exponent);
  return sign | ((biased_minus_one << fields.fraction_bits) + rounded);
}

Bits infinity(Dtype dtype) {
  const Fields fields = fields_of(dtype);
  return fields.exponent_mask << fields.fraction_bits;
}

Bits quiet_nan(Dtype dtype) {
  return infinity(dtype) | (Bits{1} << (fields_of(dtype).fraction_bits - 1));
}

bool is_nan(Dtype dtype, Bits bits) {
  return (bits & ~fields_of(dtype).sign_mask) > infinity(dtype);
}

bool is_finite(Dtype dtype, Bits bits) {
  return (bits & ~fields_of(dtype).sign_mask) < infinity(dtype);
}

std::int64_t ordinal(Dtype dtype, Bits bits) {
  const Bits sign = fields_of(dtype).sign_mask;
  const auto magnitude = static_cast<std::int64_t>(bits & ~sign);
  return (bits & sign) != 0 ? -magnitude : magnitude;
}

Bits from_ordinal(Dtype dtype, std::int64_t position) {
  const Bits sign = fields_of(dtype).sign_mask;
  return position < 0 ? sign | static_cast<Bits>(-position) : static_cast<Bits>(position);
}

std::int64_t max_ordinal(Dtype dtype) { return static_cast<std::int64_t>(infinity(dtype)); }

}  // namespace normaudit
