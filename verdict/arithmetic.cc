// Error propagation through rounded operations.
#include "verdict/arithmetic.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/bits.h"

namespace normaudit::verdict {
namespace {

// 1 - x for an upper bound x, from below.
double complement(Up x) { return minus_down(1.0, x); }

bool is_power_of_two(std::int64_t n) { return std::has_single_bit(static_cast<std::uint64_t>(n)); }

}  // namespace

Arithmetic::Arithmetic(const Options& options)
    : dtype_(options.dtype),
      unit_(unit_roundoff(options.dtype)),
      sum_unit_(options.wide_accumulator ? unit_roundoff(Dtype::kFloat64) : unit_.value()),
      wide_(options.wide_accumulator && options.dtype != Dtype::kFloat64) {
  const Format format = format_of(options.dtype);
  smallest_ = std::ldexp(1.0, format.min_exponent - format.precision + 1);
  largest_ = std::ldexp(2 - std::ldexp(1.0, 1 - format.precision), format.max_exponent);
  // Half of float64's smallest number is not a double: its whole stands for it.
  tiny_ = std::max(std::ldexp(smallest_, -1), 0x1p-1074);
  if (options.wide_range) largest_ = kInfinity;
  if (options.flushes_subnormals) {
    tiny_ = tiny_of_sum_ = std::ldexp(1.0, format.min_exponent);
  }
}

Arithmetic Arithmetic::without_overflow() const {
  Arithmetic result = *this;
  result.largest_ = kInfinity;
  return result;
}

Arithmetic Arithmetic::without_accumulator() const {
  Arithmetic result = *this;
  result.sum_unit_ = unit_;
  result.wide_ = false;
  return result;
}

Arithmetic Arithmetic::accumulator() const {
  return Arithmetic({.dtype = Dtype::kFloat64, .flushes_subnormals = tiny_of_sum_.value() > 0});
}

Up Arithmetic::gamma(double k) const {
  const Up ku = unit_ * k;
  return divide_by_lower(ku, complement(ku));
}

Up Arithmetic::grow(int k) const {
  Up product = 1.0;
  for (int i = 0; i < k; ++i) product = product * (Up(1.0) + unit_);
  return product;
}

Up Arithmetic::lost_per_product(Up reach) const {
  return tiny_ + tiny_of_sum_ * (Up(4.0) * reach + Up(4.0) * tiny_of_sum_);
}

Estimate Arithmetic::rounded(Up magnitude, Up error, Up lost) const {
  const Up reach = magnitude + error;
  if (reach.infinite() || !(reach <= largest_)) return {magnitude, kInfinity};
  return {magnitude, error + unit_ * reach + lost};
}

Estimate Arithmetic::sum(Estimate a, Estimate b, Up magnitude) const {
  const bool trivial = a.reach().value() == 0 || b.reach().value() == 0;  // z + 0 is z
  const Up error = a.error + b.error;
  return trivial ? Estimate{magnitude, error} : rounded(magnitude, error, Up(3.0) * tiny_of_sum_);
}

Estimate Arithmetic::difference(Estimate unrounded) const {
  if (unrounded.reach().value() == 0) return unrounded;
  return rounded(unrounded.magnitude, unrounded.error, Up(3.0) * tiny_of_sum_);
}

Estimate Arithmetic::product(Estimate a, Estimate b) const {
  const Up magnitude = a.magnitude * b.magnitude;
  const Up error = a.magnitude * b.error + a.error * b.magnitude + a.error * b.error;
  const bool zero = magnitude.value() == 0 && error.value() == 0;
  if (zero) return {};
  return rounded(magnitude, error, lost_per_product(larger(a.reach(), b.reach())));
}

Estimate Arithmetic::count(std::int64_t n) const {
  const auto value = static_cast<double>(n);
  const double distance = std::fabs(widen(dtype_, narrow(dtype_, value)) - value);
  if (n <= std::int64_t{1} << 53) return {value, distance};
  // The double is itself a rounding of n: the one below it is a lower bound, two steps away at
  // most.
  const double below = std::nextafter(value, 0);
  return {below, Up(distance) + 2 * (value - below)};
}

Estimate Arithmetic::divide_by_count(Estimate a, std::int64_t n) const {
  if (n == 1 || a.reach().value() == 0) return a;
  if (wide_) return narrowed(accumulator().divide_by_count(a, n));
  if (is_power_of_two(n)) {
    const auto value = static_cast<double>(n);
    return {divide_by_lower(a.magnitude, value), divide_by_lower(a.error, value) + tiny_};
  }
  return quotient(a, count(n));
}

// a^/b^ - a/b = (a^ - a)/b^ + a*(b - b^)/(b*b^).
Estimate Arithmetic::quotient(Estimate a, Estimate b) const {
  const double low = minus_down(b.magnitude.value(), b.error);
  const Up magnitude = divide_by_lower(a.magnitude, b.magnitude.value());
  const Up error = divide_by_lower(a.error + magnitude * b.error, low);
  return a.reach().value() == 0 ? Estimate{} : rounded(magnitude, error, tiny_);
}

bool Arithmetic::partial_sums_may_overflow(Up reach, std::int64_t count) const {
  const Up additions = static_cast<double>(std::max<std::int64_t>(count - 1, 0));
  const Up farthest = reach + additions * (sum_unit_ * reach + tiny_of_sum_);
  return wide_ ? farthest.infinite() : !(farthest <= largest_);
}

Estimate Arithmetic::total(const Terms& terms) const {
  const Up additions = static_cast<double>(std::max<std::int64_t>(terms.count - 1, 0));
  Up growth = additions * sum_unit_;
  if (terms.depth > 0 && terms.depth < terms.count - 1) {
    Up by_depth;
    for (std::int64_t i = 0; i < terms.depth; ++i) {
      by_depth = by_depth + sum_unit_ * (Up(1.0) + by_depth);
    }
    growth = smaller(growth, by_depth);
  }
  const Up drift = growth * terms.reach + additions * (Up(1.0) + growth) * tiny_of_sum_;
  const Up reach = terms.reach + drift;
  if (!wide_) {
    if (!(reach <= largest_)) return {terms.magnitude, kInfinity};
    return {terms.magnitude, terms.error + drift};
  }
  return {terms.magnitude, reach.infinite() ? Up(kInfinity) : terms.error + drift};
}

Estimate Arithmetic::kept(Estimate total) const { return wide_ ? narrowed(total) : total; }

// 2^(e - p) for numbers below 2^(e + 1); never less than what an underflow costs.
Up Arithmetic::half_ulp(Up reach) const {
  if (reach.infinite()) return kInfinity;
  const int exponent = std::ilogb(reach.value()) - format_of(dtype_).precision;
  return larger(std::ldexp(1.0, exponent), tiny_);
}

Estimate Arithmetic::narrowed(Estimate wider) const {
  const Up reach = wider.reach();
  if (reach.value() == 0) return wider;
  if (!(reach <= largest_)) return {wider.magnitude, kInfinity};
  return {wider.magnitude, wider.error + half_ulp(reach)};
}

Estimate Arithmetic::stored(double value) const {
  const double near = widen(dtype_, narrow(dtype_, value));
  if (near == value) return exact(std::fabs(value));
  const double distance = std::fabs(near - value);  // Sterbenz: exact
  return {std::fabs(value), distance + tiny_of_sum_};
}

}  // namespace normaudit::verdict
