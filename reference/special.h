#pragma once
// The answers of one group whatever its numbers: exact where they are real, and where a number is
// not finite or a formula has no value, the conventions of docs/conventions.md.

#include <functional>
#include <optional>
#include <vector>

#include "reference/channel.h"
#include "reference/extended.h"

namespace normaudit::reference {

struct Answer {
  Kind kind = Kind::kReal;
  Surd value;  ///< only where the kind is kReal
};

/// One group's numbers, by position 0 to count - 1.
struct GroupData {
  std::int64_t count = 0;
  std::function<Extended(std::int64_t)> x;
  std::function<Extended(std::int64_t)> dy;  ///< empty in a forward pass
};

struct ExtendedAffine {
  Extended weight{Dyadic(Integer(1))};
  Extended bias;
};

/// The exact sums of a group, as far as its numbers are finite.
struct GroupSums {
  bool empty = true;
  bool x_finite = true;
  bool dy_finite = true;
  Sums sums;  ///< empty unless x_finite; without dy unless dy_finite

  explicit GroupSums(const GroupData& data);
  bool finite() const { return x_finite && dy_finite; }
};

/// A group normalized by its own statistics.
class BatchGroup {
 public:
  BatchGroup(const GroupData& data, const Normalization& normalization);

  bool degenerate() const { return channel_ && channel_->degenerate(); }
  Answer save_mean() const;
  Answer save_var() const;
  Answer save_invstd() const;
  Answer y(const Extended& x, const ExtendedAffine& affine) const;
  Answer running_mean(const Extended& old, const Momentum& momentum) const;
  Answer running_var(const Extended& old, const Momentum& momentum) const;
  Answer dx(const Extended& x, const Extended& dy, const Extended& weight) const;
  Answer dweight() const;
  Answer dbias() const;
  std::vector<ExactSum> exact_sums() const;

 private:
  Extended deviation(const Extended& x) const;

  bool centred_;
  bool backward_;
  std::int64_t count_;
  GroupSums sums_;
  std::optional<BatchChannel> channel_;  // where there are elements and every x is finite
  Extended sum_x_;                       // only where an x is not finite
  Extended sum_dy_;                      // always
  Extended projection_;                  // sum of dy*deviation, only where a dy is not finite
};

/// A group normalized by running statistics.
class RunningGroup {
 public:
  struct Statistics {
    Extended mean;
    Extended variance;
    Dyadic eps;
  };

  RunningGroup(const GroupData& data, const Statistics& statistics);

  Answer y(const Extended& x, const ExtendedAffine& affine) const;
  Answer dx(const Extended& dy, const Extended& weight) const;
  Answer dweight() const;
  Answer dbias() const;
  std::vector<ExactSum> exact_sums() const;

 private:
  Extended mean_;
  Extended invstd_;                        // +1 stands for any positive real number
  std::optional<RunningChannel> channel_;  // where variance + eps is real and positive
  bool backward_;
  GroupSums sums_;
  Extended sum_dy_;
  Extended projection_;  // sum of dy*(x - mean)
};

/// An answer that is known to be no real number.
Answer unreal(Kind kind);
Answer real(Surd value);

/// "sum_dy" as hexadecimal integer and exponent.
ExactSum exact_sum(const char* name, const Dyadic& value);

}  // namespace normaudit::reference
