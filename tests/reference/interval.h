#pragma once
// Intervals that contain the true result of every operation, at a fixed high precision: MPFI behind
// value semantics.

#include <mpfi.h>
#include <mpfr.h>

#include <bit>
#include <cstdint>
#include <utility>

#include "core/bits.h"

namespace normaudit::reference {

class Interval {
 public:
  /// Sums of squares of doubles of any exponent have 4200 bits, products of two of them 8400.
  static constexpr mpfr_prec_t kPrecision = 12000;

  Interval() : Interval(0.0) {}
  explicit Interval(double value) {
    mpfi_init2(value_, kPrecision);
    mpfi_set_d(value_, value);
  }
  Interval(const Interval& other) : Interval() { mpfi_set(value_, other.value_); }
  Interval& operator=(const Interval& other) {
    mpfi_set(value_, other.value_);
    return *this;
  }
  ~Interval() { mpfi_clear(value_); }

  mpfr_srcptr left() const { return &value_->left; }
  mpfr_srcptr right() const { return &value_->right; }
  bool contains_zero() const { return mpfi_has_zero(value_) != 0; }

  friend Interval operator+(const Interval& a, const Interval& b) { return apply(mpfi_add, a, b); }
  friend Interval operator-(const Interval& a, const Interval& b) { return apply(mpfi_sub, a, b); }
  friend Interval operator*(const Interval& a, const Interval& b) { return apply(mpfi_mul, a, b); }
  friend Interval operator/(const Interval& a, const Interval& b) { return apply(mpfi_div, a, b); }
  friend Interval sqrt(const Interval& a) {
    Interval result;
    mpfi_sqrt(result.value_, a.value_);
    return result;
  }

 private:
  using Operation = int (*)(mpfi_ptr, mpfi_srcptr, mpfi_srcptr);
  static Interval apply(Operation operation, const Interval& a, const Interval& b) {
    Interval result;
    operation(result.value_, a.value_, b.value_);
    return result;
  }

  mpfi_t value_;
};

/// MPFR's own correct rounding to a storage format, subnormal numbers and overflow included.
inline Bits nearest(Dtype dtype, mpfr_srcptr value) {
  const Format format = format_of(dtype);
  const mpfr_exp_t old_min = mpfr_get_emin();
  const mpfr_exp_t old_max = mpfr_get_emax();
  mpfr_t rounded;
  mpfr_init2(rounded, format.precision);
  int inexact = mpfr_set(rounded, value, MPFR_RNDN);
  // MPFR's significands lie in [1/2, 1).
  mpfr_set_emin(format.min_exponent - format.precision + 2);
  mpfr_set_emax(format.max_exponent + 1);
  inexact = mpfr_check_range(rounded, inexact, MPFR_RNDN);
  mpfr_subnormalize(rounded, inexact, MPFR_RNDN);
  const double result = mpfr_get_d(rounded, MPFR_RNDN);
  mpfr_clear(rounded);
  mpfr_set_emin(old_min);
  mpfr_set_emax(old_max);
  return narrow(dtype, result);
}

}  // namespace normaudit::reference
