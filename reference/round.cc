// The certificate loop.
#include "reference/round.h"

#include <algorithm>
#include <bit>

namespace normaudit::reference {
namespace {

// Close enough to a tie to be one, as far as a guess can tell: rounding to this many bits first
// makes the guess for an exact tie the tie itself, and only the guess is rounded twice.
constexpr std::int64_t kTieBits = 160;

constexpr int kBelow = -1;
constexpr int kAbove = 1;

// |number| of an ordinal >= 0 as significand * 2^exponent; infinity counts as
// 2^(max_exponent + 1), the number that would follow the largest finite one.
Decoded number_at(Dtype dtype, std::int64_t ordinal) {
  const Format format = format_of(dtype);
  const int fraction_bits = format.precision - 1;
  const std::int64_t binade = ordinal >> fraction_bits;
  Decoded decoded;
  decoded.significand = static_cast<std::uint64_t>(ordinal - (binade << fraction_bits));
  if (binade > 0) decoded.significand |= std::uint64_t{1} << fraction_bits;
  decoded.exponent =
      format.min_exponent - fraction_bits + static_cast<int>(binade > 0 ? binade - 1 : 0);
  return decoded;
}

// Halfway between the numbers of ordinal and ordinal + 1, ordinal >= 0, with the given sign.
Dyadic midpoint_above(Dtype dtype, std::int64_t ordinal, int sign) {
  const Decoded number = number_at(dtype, ordinal);
  const Integer odd(2 * number.significand + 1);
  return Dyadic(sign < 0 ? Integer(-odd) : odd, number.exponent - 1);
}

// On which side of the candidate's rounding interval the magnitude of the surd lies, 0 inside. The
// candidate is an ordinal >= 0, `sign` the sign of the surd; a tie belongs to the even neighbour.
int side_of(const Comparison& surd, Dtype dtype, std::int64_t candidate, int sign) {
  const bool odd = candidate % 2 != 0;
  if (candidate > 0) {
    const int below = sign * surd(midpoint_above(dtype, candidate - 1, sign));
    if (below < 0 || (below == 0 && odd)) return kBelow;
  }
  if (candidate < max_ordinal(dtype)) {
    const int above = sign * surd(midpoint_above(dtype, candidate, sign));
    if (above > 0 || (above == 0 && odd)) return kAbove;
  }
  return 0;
}

// The mantissa divided by 2^places to nearest even, places > 0.
Integer shifted_to_nearest_even(const Integer& magnitude, std::int64_t places) {
  Integer kept = magnitude >> places;
  if (!bit_test(magnitude, static_cast<unsigned>(places - 1))) return kept;
  const bool tie = static_cast<std::int64_t>(lsb(magnitude)) == places - 1;
  if (!tie || bit_test(kept, 0)) ++kept;
  return kept;
}

Dyadic rounded_to_bits(const Dyadic& magnitude, std::int64_t bits) {
  const std::int64_t excess = magnitude.top_exponent() - magnitude.exponent() + 1 - bits;
  if (excess <= 0) return magnitude;
  return Dyadic(shifted_to_nearest_even(magnitude.mantissa(), excess),
                magnitude.exponent() + excess);
}

// Ordinal of the format's number nearest to a dyadic number >= 0.
std::int64_t nearest_ordinal(Dtype dtype, const Dyadic& exact_magnitude) {
  if (exact_magnitude.is_zero()) return 0;
  const Dyadic magnitude = rounded_to_bits(exact_magnitude, kTieBits);
  const Format format = format_of(dtype);
  const int fraction_bits = format.precision - 1;
  const std::int64_t top = magnitude.top_exponent();
  if (top > format.max_exponent) return max_ordinal(dtype);
  const std::int64_t binade = std::max<std::int64_t>(top, format.min_exponent);
  const std::int64_t places = binade - fraction_bits - magnitude.exponent();
  if (places > static_cast<std::int64_t>(msb(magnitude.mantissa())) + 1) return 0;
  const auto significand =
      places > 0 ? static_cast<std::int64_t>(shifted_to_nearest_even(magnitude.mantissa(), places))
                 : static_cast<std::int64_t>(magnitude.mantissa()) << -places;
  return ((binade - format.min_exponent) << fraction_bits) + significand;
}

Bits with_sign(Dtype dtype, std::int64_t ordinal, int sign) {
  const Bits sign_bit = sign < 0 ? Bits{1} << (format_of(dtype).storage_bits - 1) : 0;
  return sign_bit | from_ordinal(dtype, ordinal);
}

struct Search {
  const Comparison& surd;
  int sign;  // of the surd, not 0
  Dtype dtype;
};

Rounding search_from(const Search& search, std::int64_t guess) {
  std::int64_t low = 0;
  std::int64_t high = max_ordinal(search.dtype);
  std::int64_t candidate = std::clamp(guess, low, high);
  Rounding result;
  while (true) {
    ++result.certificates;
    const int side = side_of(search.surd, search.dtype, candidate, search.sign);
    if (side == 0) break;
    (side == kBelow ? high : low) = candidate + side;
    candidate = low + (high - low) / 2;
  }
  result.bits = with_sign(search.dtype, candidate, search.sign);
  return result;
}

}  // namespace

Rounding round_from(const Surd& surd, Dtype dtype, std::int64_t guess) {
  const Comparison comparison(surd);
  const int sign = comparison(Dyadic());
  if (sign == 0) return {};
  return search_from({comparison, sign, dtype}, sign * guess);
}

Bits round_to(const Surd& surd, Dtype dtype) {
  const Dyadic guess = approximate(surd);
  const std::int64_t ordinal = nearest_ordinal(dtype, guess.sign() < 0 ? -guess : guess);
  return round_from(surd, dtype, guess.sign() < 0 ? -ordinal : ordinal).bits;
}

bool is_rounding_of(const Surd& surd, Dtype dtype, Bits bits) {
  const Comparison comparison(surd);
  const int sign = comparison(Dyadic());
  if (sign == 0) return bits == 0;
  const std::int64_t candidate = sign * ordinal(dtype, bits);
  if (bits != with_sign(dtype, candidate, sign) || candidate < 0) return false;
  return side_of(comparison, dtype, candidate, sign) == 0;
}

Dyadic round_to_precision(const Surd& surd, int bits) {
  const Comparison comparison(surd);
  const int sign = comparison(Dyadic());
  if (sign == 0) return {};
  const auto at_least = [&](const Dyadic& magnitude) {
    return sign * comparison(sign < 0 ? -magnitude : magnitude) >= 0;
  };
  // The binade by doubling steps from the guess and bisection, then one comparison for each bit.
  const Dyadic guess = approximate(surd);
  std::int64_t low = guess.is_zero() ? 0 : guess.top_exponent();
  std::int64_t high = low + 1;
  for (std::int64_t step = 1; !at_least(Dyadic::power_of_two(low)); step *= 2) low -= step;
  for (std::int64_t step = 1; at_least(Dyadic::power_of_two(high)); step *= 2) high += step;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (at_least(Dyadic::power_of_two(middle)) ? low : high) = middle;
  }
  const std::int64_t unit = low - bits + 1;
  Integer significand = 0;
  for (int bit = bits - 1; bit >= 0; --bit) {
    const Integer trial = significand | (Integer(1) << bit);
    if (at_least(Dyadic(trial, unit))) significand = trial;
  }
  const Integer middle = 2 * significand + 1;
  const int beyond = sign * comparison(Dyadic(sign < 0 ? Integer(-middle) : middle, unit - 1));
  if (beyond > 0 || (beyond == 0 && bit_test(significand, 0))) ++significand;
  return Dyadic(sign < 0 ? Integer(-significand) : significand, unit);
}

HiLo hi_lo_of(const Surd& surd) {
  const Bits hi = round_to(surd, Dtype::kFloat64);
  HiLo result{.hi = std::bit_cast<double>(hi)};
  if (!is_finite(Dtype::kFloat64, hi)) return result;
  const Surd remainder = surd.minus(Dyadic::from_bits(Dtype::kFloat64, hi));
  result.lo = std::bit_cast<double>(round_to(remainder, Dtype::kFloat64));
  return result;
}

}  // namespace normaudit::reference
