// Drawing and shrinking numbers.
#include "properties/generators/numbers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/bits.h"

namespace normaudit::properties {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// How often any_number draws what, in draws of kParts.
constexpr std::uint64_t kParts = 24;
constexpr std::array kSpecials{0.0, -0.0, kInfinity, -kInfinity, kNan};

std::int64_t ordinal_of(Dtype dtype, double value) { return ordinal(dtype, narrow(dtype, value)); }

double at_ordinal(Dtype dtype, std::int64_t position) {
  return widen(dtype, from_ordinal(dtype, position));
}

// A source of words for one number.
class Words {
 public:
  explicit Words(const rc::Random& random) : random_(random) {}
  std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }
  double with_any_sign(double value) { return below(2) == 0 ? value : -value; }
  /// In [-reach, reach].
  std::int64_t near_zero(std::int64_t reach) {
    return static_cast<std::int64_t>(below(static_cast<std::uint64_t>(2 * reach + 1))) - reach;
  }

 private:
  rc::Random random_;
};

// The exponent of any binade, those of the subnormals included.
int any_exponent(const Format& format, Words& words) {
  const int least = format.min_exponent - format.precision + 1;
  return least +
         static_cast<int>(words.below(static_cast<std::uint64_t>(format.max_exponent - least + 1)));
}

// A number of the binade [2^exponent, 2^(exponent+1)), every bit that it has room for drawn.
double in_binade(const Format& format, int exponent, Words& words) {
  const int bits = std::min(format.precision, format.precision - (format.min_exponent - exponent));
  const std::uint64_t leading = std::uint64_t{1} << (bits - 1);
  return std::ldexp(static_cast<double>(leading + words.below(leading)), exponent - bits + 1);
}

double any_value(Dtype dtype, const rc::Random& random) {
  constexpr std::int64_t kReach = 4;
  const Format format = format_of(dtype);
  Words words(random);
  const std::uint64_t part = words.below(kParts);
  if (part < kSpecials.size()) return kSpecials[part];
  if (part < 7) return static_cast<double>(words.near_zero(16));
  if (part < 10) {
    return words.with_any_sign(ordinals_away(dtype, 1, words.near_zero(16 * kReach)));
  }
  if (part < 14) {
    const double power = std::ldexp(1.0, any_exponent(format, words));
    return words.with_any_sign(ordinals_away(dtype, power, words.near_zero(kReach)));
  }
  if (part < 20) {
    return words.with_any_sign(in_binade(format, any_exponent(format, words), words));
  }
  const auto all = static_cast<std::uint64_t>(max_ordinal(dtype));
  const std::uint64_t subnormal = std::uint64_t{1} << (format.precision - 1);
  const std::uint64_t position = words.below(part < 22 ? all : subnormal);
  return words.with_any_sign(at_ordinal(dtype, static_cast<std::int64_t>(position)));
}

}  // namespace

double ordinals_away(Dtype dtype, double value, std::int64_t steps) {
  const std::int64_t most = max_ordinal(dtype) - 1;
  return at_ordinal(dtype, std::clamp(ordinal_of(dtype, value) + steps, -most, most));
}

std::vector<double> simpler_numbers(Dtype dtype, double value) {
  if (value == 0) return std::signbit(value) ? std::vector{0.0} : std::vector<double>{};
  if (std::isnan(value)) return {0.0, 1.0, kInfinity};
  std::vector<double> simpler{0.0};
  if (value < 0) simpler.push_back(-value);
  if (std::isinf(value)) {
    simpler.push_back(std::copysign(at_ordinal(dtype, max_ordinal(dtype) - 1), value));
    return simpler;
  }
  const Decoded decoded = decode(dtype, narrow(dtype, value));
  const int trailing = std::countr_zero(decoded.significand);
  const std::uint64_t odd = decoded.significand >> trailing;
  const auto bits = static_cast<int>(std::bit_width(odd));
  const int exponent = decoded.exponent + trailing + bits - 1;
  for (const int nearer : {0, exponent / 2, exponent - (exponent > 0 ? 1 : -1)}) {
    if (exponent != 0) simpler.push_back(std::ldexp(value, nearer - exponent));
  }
  for (const int kept : {bits / 2, bits - 1}) {
    if (kept == 0) continue;
    // Cut, then the next one up: 1 + 2^-52 comes down to 1.5 where it must stay above 1.
    const auto cut = static_cast<double>(odd >> (bits - kept));
    for (const double rounded : {cut, cut + 1}) {
      const double number = std::copysign(std::ldexp(rounded, exponent - kept + 1), value);
      if (is_finite(dtype, narrow(dtype, number))) simpler.push_back(number);
    }
  }
  return simpler;
}

rc::Gen<double> any_number(Dtype dtype) {
  return [dtype](const rc::Random& random, int) {
    return rc::shrinkable::shrinkRecur(any_value(dtype, random), [dtype](double value) {
      return rc::seq::fromContainer(simpler_numbers(dtype, value));
    });
  };
}

rc::Gen<double> ulp_range(Dtype dtype, double lo, double hi) {
  if (!(lo <= hi) || widen(dtype, narrow(dtype, lo)) != lo ||
      widen(dtype, narrow(dtype, hi)) != hi) {
    throw std::invalid_argument("ulp_range: not two numbers of the format in ascending order");
  }
  const std::int64_t least = ordinal_of(dtype, lo);
  const std::int64_t most = ordinal_of(dtype, hi);
  return [=](const rc::Random& random, int) {
    rc::Random words = random;
    // As unsigned numbers, because the span of float64 needs 64 bits.
    const std::uint64_t span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    const auto drawn =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + words.next() % (span + 1));
    const std::int64_t simplest = std::clamp<std::int64_t>(0, least, most);
    return rc::shrinkable::map(
        rc::shrinkable::shrinkRecur(
            drawn,
            [simplest](std::int64_t position) { return rc::shrink::towards(position, simplest); }),
        [dtype](std::int64_t position) { return at_ordinal(dtype, position); });
  };
}

}  // namespace normaudit::properties
