#pragma once
// Upper bounds: numbers in [0, inf] whose every operation rounds up, so that a bound evaluated in
// doubles is never below the formula it stands for.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace normaudit::verdict {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A number that is not negative, known from above. Zero is exact, and infinity says that nothing
/// is known; so 0*infinity is infinity.
class Up {
 public:
  constexpr Up() = default;
  constexpr Up(double upper) : value_(upper) {}  // NOLINT: a double is its own upper bound

  constexpr double value() const { return value_; }
  bool infinite() const { return value_ == kInfinity; }

  friend Up operator+(Up a, Up b) {
    if (a.value_ == 0) return b;
    if (b.value_ == 0) return a;
    return above(a.value_ + b.value_);
  }
  friend Up operator*(Up a, Up b) {
    if (a.infinite() || b.infinite()) return kInfinity;
    if (a.value_ == 0 || b.value_ == 0) return 0.0;
    return above(a.value_ * b.value_);
  }
  /// The divisor is known from below: `a / low`.
  friend Up divide_by_lower(Up a, double low) {
    if (!(low > 0)) return kInfinity;
    return a.value_ == 0 ? a : above(a.value_ / low);
  }
  friend Up root(Up a) { return a.value_ == 0 ? a : above(std::sqrt(a.value_)); }
  friend Up smaller(Up a, Up b) { return a.value_ < b.value_ ? a : b; }
  friend Up larger(Up a, Up b) { return a.value_ < b.value_ ? b : a; }
  friend bool operator<=(Up a, Up b) { return a.value_ <= b.value_; }

 private:
  // A result rounded to nearest lies below the next double, whatever the rounding was. NaN (an
  // operand was NaN, because the data were) becomes infinity: nothing is known.
  static Up above(double nearest) {
    if (!(nearest < kInfinity)) return kInfinity;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(nearest) + 1);
  }

  double value_ = 0;
};

Up divide_by_lower(Up a, double low);
Up root(Up a);
Up smaller(Up a, Up b);
Up larger(Up a, Up b);

/// A lower bound of a - b, for lower a and upper b; never below 0.
inline double minus_down(double lower, Up upper) {
  const double difference = lower - upper.value();
  return difference > 0 ? std::nextafter(difference, 0.0) : 0.0;
}

}  // namespace normaudit::verdict
