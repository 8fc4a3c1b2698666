#pragma once
// A number as a program printed it, and the storage numbers that print so: half a unit of the last
// digit on either side, the ends included where rounding half to even ends there (Python's "%.4f");
// "25." and "25" are integers and stand for themselves.

#include <string>
#include <string_view>

#include "core/dtype.h"

namespace normaudit::golden {

struct PrintedNumber {
  std::string text;  ///< the characters as printed
  bool cut = false;  ///< the page ends within it, so that more digits may follow
};

/// The numbers of a format from low to high, both included.
struct Range {
  double low = 0;
  double high = 0;

  bool empty() const { return !(low <= high); }
  bool is_point() const { return low == high; }
  bool contains(double value) const { return low <= value && value <= high; }
};

/// The least and the greatest number of the format that print as `text`; empty where none does. A
/// sign is a digit like another: "0.0000" is no negative number. Throws InputError naming `field`
/// where the text is no decimal without exponent.
Range range_of(std::string_view text, Dtype dtype, std::string_view field);

/// Half a unit of the last printed digit; 0 of an integer.
double half_unit(std::string_view text);

}  // namespace normaudit::golden
