// From digits to the numbers that print so, decided in integers.
#include "golden/published/printed_number.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/bits.h"
#include "core/error.h"
#include "files/text.h"
#include "reference/dyadic.h"

namespace normaudit::golden {
namespace {

using reference::Dyadic;
using reference::Integer;

struct Decimal {
  bool negative = false;
  Integer digits;          // the magnitude is digits / scale
  Integer scale = 1;       // a power of ten
  bool is_integer = true;  // no digit behind the point
};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

Decimal parse_decimal(std::string_view text, std::string_view field) {
  Decimal decimal;
  std::string_view rest = text;
  if (rest.starts_with('-')) {
    decimal.negative = true;
    rest.remove_prefix(1);
  }
  bool behind_point = false;
  if (rest.empty() || !is_digit(rest.front())) rest = ".,";  // refused below
  for (char c : rest) {
    if (c == '.' && !behind_point) {
      behind_point = true;
    } else if (is_digit(c)) {
      decimal.digits = decimal.digits * 10 + (c - '0');
      if (behind_point) decimal.scale *= 10;
    } else {
      throw InputError(std::string(field) + ": " + files::in_quotes(text) +
                       " is no printed decimal");
    }
  }
  decimal.is_integer = decimal.scale == 1;
  return decimal;
}

double number_at(Dtype dtype, std::int64_t position) {
  return widen(dtype, from_ordinal(dtype, position));
}

// Sign of (number at the position)*2*scale - limit.
int compare_at(Dtype dtype, std::int64_t position, const Integer& twice_scale,
               const Integer& limit) {
  return reference::compare(
      Dyadic::from_bits(dtype, from_ordinal(dtype, position)) * Dyadic(twice_scale), Dyadic(limit));
}

// The least position from 0 up where the comparison with the limit reaches `sign`.
std::int64_t first_reaching(Dtype dtype, const Integer& twice_scale, const Integer& limit,
                            int sign) {
  std::int64_t low = 0;
  std::int64_t high = max_ordinal(dtype);  // infinity, never asked
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (compare_at(dtype, middle, twice_scale, limit) >= sign) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Range range_of(std::string_view text, Dtype dtype, std::string_view field) {
  const Decimal decimal = parse_decimal(text, field);
  const Integer twice_scale = decimal.scale * 2;
  const int reach = decimal.is_integer ? 0 : 1;  // half units on either side
  const bool ends_included = decimal.is_integer || decimal.digits % 2 == 0;
  const std::int64_t first =
      first_reaching(dtype, twice_scale, decimal.digits * 2 - reach, ends_included ? 0 : 1);
  const std::int64_t beyond =
      first_reaching(dtype, twice_scale, decimal.digits * 2 + reach, ends_included ? 1 : 0);
  if (first >= beyond) return {INFINITY, -INFINITY};
  const Range magnitude{number_at(dtype, first), number_at(dtype, beyond - 1)};
  return decimal.negative ? Range{-magnitude.high, -magnitude.low} : magnitude;
}

double half_unit(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point + 1 == text.size()) return 0;
  return std::pow(10.0, -static_cast<double>(text.size() - point - 1)) / 2;
}

}  // namespace normaudit::golden
