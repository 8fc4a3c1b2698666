#pragma once
// The exact answers of one group of finite numbers of any size, each a surd of the group's exact
// sums. Formulas: docs/design.md section 4; docs/conventions.md where a variance is 0.

#include <cstdint>
#include <memory>

#include "reference/surd.h"

namespace normaudit::reference {

/// The exact sums of one group.
class Sums {
 public:
  Sums() = default;
  /// Sums formed elsewhere.
  struct Totals {
    std::int64_t count = 0;
    Dyadic x, xx, dy, xdy;
  };
  explicit Sums(const Totals& totals);

  void add(const Dyadic& x);
  void add(const Dyadic& x, const Dyadic& dy);

  std::int64_t count() const { return count_; }
  Dyadic x() const { return x_.total(); }
  Dyadic xx() const { return xx_.total(); }
  Dyadic dy() const { return dy_.total(); }
  Dyadic xdy() const { return xdy_.total(); }

 private:
  std::int64_t count_ = 0;
  Accumulator x_, xx_, dy_, xdy_;
};

/// The weight of the newest batch in a moving average, as an exact fraction.
struct Momentum {
  Dyadic numerator;
  Integer denominator = 1;

  static Momentum of(double momentum) { return {Dyadic::from_double(momentum), 1}; }
  /// 1/(batches before this one + 1).
  static Momentum cumulative(std::int64_t batches_before) {
    return {Dyadic(Integer(1)), Integer(batches_before) + 1};
  }
};

struct Affine {
  Dyadic weight{Integer(1)};
  Dyadic bias;
};

/// How a group is normalized by its own statistics.
struct Normalization {
  Dyadic eps;           ///< >= 0
  bool centred = true;  ///< false drops the mean: sum_x and sum_dy count as 0
};

/// A group normalized by its own statistics: forward_training and backward.
class BatchChannel {
 public:
  /// At least one element was added to the sums.
  BatchChannel(const Sums& sums, const Normalization& normalization);

  /// Variance and eps are both exactly 0; 1/sqrt(0) then counts as 0.
  bool degenerate() const { return radicand_.is_zero(); }
  /// n*x - sum_x: n times the deviation from the mean.
  Dyadic deviation(const Dyadic& x) const { return count_ * x - sum_x_; }

  Surd mean() const;
  Surd variance() const;  ///< biased
  Surd invstd() const;
  Surd y(const Dyadic& x, const Affine& affine) const;
  Surd dx(const Dyadic& x, const Dyadic& dy, const Dyadic& weight) const;
  Surd dweight() const;
  Surd running_mean(const Dyadic& old, const Momentum& momentum) const;
  /// With the unbiased variance: needs at least two elements.
  Surd running_var(const Dyadic& old, const Momentum& momentum) const;

 private:
  Integer size_;                                   // n
  Dyadic count_;                                   // n
  Dyadic sum_x_;                                   // S1
  Dyadic sum_dy_;                                  // Sd
  Dyadic spread_;                                  // n*S2 - S1^2
  Dyadic radicand_;                                // W
  Dyadic projection_;                              // P
  std::shared_ptr<const InverseRoot> root_;        // of W
  std::shared_ptr<const InverseRoot> cubed_root_;  // of W^3
};

/// A group normalized by given statistics: inference and backward_inference.
class RunningChannel {
 public:
  struct Statistics {
    Dyadic mean;
    Dyadic variance;
    Dyadic eps;
  };

  /// Throws std::invalid_argument unless variance + eps > 0.
  explicit RunningChannel(const Statistics& statistics);

  Surd y(const Dyadic& x, const Affine& affine) const;
  Surd dx(const Dyadic& dy, const Dyadic& weight) const;
  Surd dweight(const Sums& sums) const;

 private:
  Dyadic mean_;
  std::shared_ptr<const InverseRoot> root_;
};

/// A rational answer.
Surd exactly(const Dyadic& value);

}  // namespace normaudit::reference
