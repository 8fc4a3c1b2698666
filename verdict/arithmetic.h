#pragma once
// A format's arithmetic as error propagation: what is known of a computed number after each rounded
// operation. docs/bounds.md, section 2.

#include <cstdint>

#include "core/dtype.h"
#include "verdict/up.h"

namespace normaudit::verdict {

/// |exact| <= magnitude and |computed - exact| <= error.
struct Estimate {
  Up magnitude;
  Up error;

  /// Upper bound of |computed|.
  Up reach() const { return magnitude + error; }
};

/// What is known of numbers about to be summed: t_i exact, c_i computed.
struct Terms {
  Up magnitude;  ///< |sum t_i|
  Up error;      ///< |sum c_i - sum t_i|
  Up reach;      ///< sum |c_i|
  std::int64_t count = 0;
  /// Most additions that any one number passes through, where that is known to be fewer than
  /// count - 1; 0 for any order.
  std::int64_t depth = 0;
};

/// fl(z) = z*(1 + d) + h with |d| <= unit, |h| <= tiny where the operation can underflow; a result
/// that may exceed the largest number has an infinite error.
class Arithmetic {
 public:
  struct Options {
    Dtype dtype = Dtype::kFloat32;
    bool flushes_subnormals = false;
    bool wide_accumulator = false;  ///< sums, and what divides them by n, are kept in float64
    bool wide_range = false;        ///< intermediates do not overflow
  };

  explicit Arithmetic(const Options& options);

  Dtype dtype() const { return dtype_; }
  Up unit() const { return unit_; }
  /// The same of the accumulator.
  Up sum_unit() const { return sum_unit_; }
  /// What one underflow costs: half the smallest subnormal, or the smallest normal when flushing.
  Up tiny() const { return tiny_; }
  /// What the flushing of one number to zero may cost; 0 where subnormals are kept.
  Up tiny_of_sum() const { return tiny_of_sum_; }
  /// What a product of two computed deviations, each at most `reach`, loses to underflow and, where
  /// subnormals are flushed, to the flushing of its operands.
  Up lost_per_product(Up reach) const;
  double smallest() const { return smallest_; }  ///< the smallest number above 0
  double largest() const { return largest_; }

  /// k*u/(1 - k*u): k roundings in one product (Higham, lemma 3.1).
  Up gamma(double k) const;
  /// (1 + u)^k, for small k.
  Up grow(int k) const;

  /// The same without an upper end: for a last operation, whose overflow is a result like another.
  Arithmetic without_overflow() const;
  /// What is done to totals once they are kept in the format.
  Arithmetic without_accumulator() const;

  /// A stored or exactly computed number.
  static Estimate exact(double magnitude) { return {magnitude, 0.0}; }

  /// Sum or difference whose exact magnitude is known.
  Estimate sum(Estimate a, Estimate b, Up magnitude) const;
  /// One subtraction, from what is known of its unrounded result.
  Estimate difference(Estimate unrounded) const;
  Estimate product(Estimate a, Estimate b) const;
  /// Division by fl(n): exact where n is a power of two, but for underflow. A total of a wide
  /// accumulator is divided there, and the quotient rounded once to the format.
  Estimate divide_by_count(Estimate a, std::int64_t n) const;
  /// n as the format has it: rounded where it is not representable. Above 2^53 the magnitude is a
  /// lower bound, as a divisor's must be.
  Estimate count(std::int64_t n) const;
  /// a/b of numbers whose magnitudes are exact values, b above 0 and its error below b.
  Estimate quotient(Estimate a, Estimate b) const;
  /// Whether a partial sum of `count` numbers, in any order, may exceed the accumulator's range.
  bool partial_sums_may_overflow(Up reach, std::int64_t count) const;
  /// The sum in any order: |computed - sum c_i| <= (count - 1)*u*sum|c_i| (Jeannerod, Rump 2013),
  /// and <= ((1 + u)^depth - 1)*sum|c_i|. A wide accumulator keeps it wide.
  Estimate total(const Terms& terms) const;
  /// A total as a number of the format: rounded where the accumulator is wider.
  Estimate kept(Estimate total) const;
  /// A number of a wider format rounded to this one: half an ulp of the largest it may be.
  Estimate narrowed(Estimate wider) const;
  /// A real number stored in this format: the error is the distance itself.
  Estimate stored(double value) const;

 private:
  Estimate rounded(Up magnitude, Up error, Up lost) const;
  Up half_ulp(Up reach) const;
  Arithmetic accumulator() const;

  Dtype dtype_;
  Up unit_;
  Up sum_unit_;
  Up tiny_;
  Up tiny_of_sum_;
  double smallest_;
  double largest_;
  bool wide_;
};

}  // namespace normaudit::verdict
