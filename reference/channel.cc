// y = bias + weight*(n*x - S1)/sqrt(W)     dweight = P/sqrt(W)
// dx = weight*[W*(n*dy - Sd) - P*(n*x - S1)]/W^(3/2)
// with W = n*S2 - S1^2 + eps*n^2 and P = n*Sxd - S1*Sd: docs/design.md section 4.
#include "reference/channel.h"

namespace normaudit::reference {
namespace {

// (denominator - numerator)*old + numerator*batch for the fraction batch/batch_denominator.
struct Average {
  const Dyadic& old;
  Dyadic batch;
  Integer batch_denominator;
};

Surd moved(const Average& average, const Momentum& momentum) {
  const Dyadic kept = Dyadic(momentum.denominator) - momentum.numerator;
  return {.numerator = kept * average.old * Dyadic(average.batch_denominator) +
                       momentum.numerator * average.batch,
          .denominator = momentum.denominator * average.batch_denominator,
          .coefficient = {},
          .root = {}};
}

}  // namespace

Sums::Sums(const Totals& totals) : count_(totals.count) {
  x_.add(totals.x);
  xx_.add(totals.xx);
  dy_.add(totals.dy);
  xdy_.add(totals.xdy);
}

void Sums::add(const Dyadic& x) {
  ++count_;
  x_.add(x);
  xx_.add(x * x);
}

void Sums::add(const Dyadic& x, const Dyadic& dy) {
  add(x);
  dy_.add(dy);
  xdy_.add(x * dy);
}

Surd exactly(const Dyadic& value) {
  return {.numerator = value, .denominator = 1, .coefficient = {}, .root = {}};
}

BatchChannel::BatchChannel(const Sums& sums, const Normalization& normalization)
    : size_(sums.count()),
      count_(size_),
      sum_x_(normalization.centred ? sums.x() : Dyadic()),
      sum_dy_(normalization.centred ? sums.dy() : Dyadic()),
      spread_(count_ * sums.xx() - sum_x_ * sum_x_),
      radicand_(spread_ + normalization.eps * count_ * count_),
      projection_(count_ * sums.xdy() - sum_x_ * sum_dy_) {
  if (degenerate()) return;
  root_ = inverse_root(radicand_);
  cubed_root_ = cubed(*root_);
}

Surd BatchChannel::mean() const {
  Surd surd = exactly(sum_x_);
  surd.denominator = size_;
  return surd;
}

Surd BatchChannel::variance() const {
  Surd surd = exactly(spread_);
  surd.denominator = size_ * size_;
  return surd;
}

Surd BatchChannel::invstd() const {
  Surd surd;
  if (degenerate()) return surd;
  surd.coefficient = count_;
  surd.root = root_;
  return surd;
}

Surd BatchChannel::y(const Dyadic& x, const Affine& affine) const {
  Surd surd = exactly(affine.bias);
  if (degenerate()) return surd;
  surd.coefficient = affine.weight * deviation(x);
  surd.root = root_;
  return surd;
}

Surd BatchChannel::dx(const Dyadic& x, const Dyadic& dy, const Dyadic& weight) const {
  Surd surd;
  if (degenerate()) return surd;
  surd.coefficient = weight * (radicand_ * (count_ * dy - sum_dy_) - projection_ * deviation(x));
  surd.root = cubed_root_;
  return surd;
}

Surd BatchChannel::dweight() const {
  Surd surd;
  if (degenerate()) return surd;
  surd.coefficient = projection_;
  surd.root = root_;
  return surd;
}

Surd BatchChannel::running_mean(const Dyadic& old, const Momentum& momentum) const {
  return moved({old, sum_x_, size_}, momentum);
}

Surd BatchChannel::running_var(const Dyadic& old, const Momentum& momentum) const {
  return moved({old, spread_, size_ * (size_ - 1)}, momentum);
}

RunningChannel::RunningChannel(const Statistics& statistics)
    : mean_(statistics.mean), root_(inverse_root(statistics.variance + statistics.eps)) {}

Surd RunningChannel::y(const Dyadic& x, const Affine& affine) const {
  Surd surd = exactly(affine.bias);
  surd.coefficient = affine.weight * (x - mean_);
  surd.root = root_;
  return surd;
}

Surd RunningChannel::dx(const Dyadic& dy, const Dyadic& weight) const {
  Surd surd;
  surd.coefficient = weight * dy;
  surd.root = root_;
  return surd;
}

Surd RunningChannel::dweight(const Sums& sums) const {
  Surd surd;
  surd.coefficient = sums.xdy() - mean_ * sums.dy();
  surd.root = root_;
  return surd;
}

}  // namespace normaudit::reference
