// A group normalized by running statistics; each branch is a row of docs/conventions.md.
#include "reference/special.h"

namespace normaudit::reference {
namespace {

// The class and sign of 1/sqrt(variance + eps).
Extended class_of_invstd(const Extended& radicand) {
  if (radicand.kind() == Kind::kPositiveInfinity) return {};
  if (!radicand.is_real() || radicand.sign() < 0) return Extended(Kind::kNan);
  return radicand.sign() == 0 ? Extended(Kind::kPositiveInfinity) : Extended(Dyadic(Integer(1)));
}

}  // namespace

RunningGroup::RunningGroup(const GroupData& data, const Statistics& statistics)
    : mean_(statistics.mean),
      invstd_(class_of_invstd(statistics.variance + Extended(statistics.eps))),
      backward_(static_cast<bool>(data.dy)),
      sums_(backward_ ? data : GroupData{}) {
  if (statistics.variance.is_real() && invstd_.is_real()) {
    const Dyadic mean = mean_.is_real() ? mean_.value() : Dyadic();
    channel_.emplace(RunningChannel::Statistics{mean, statistics.variance.value(), statistics.eps});
  }
  if (!backward_) return;
  if (sums_.finite() && mean_.is_real()) {
    sum_dy_ = Extended(sums_.sums.dy());
    projection_ = Extended(sums_.sums.xdy() - mean_.value() * sums_.sums.dy());
    return;
  }
  for (std::int64_t i = 0; i < data.count; ++i) {
    sum_dy_ = sum_dy_ + data.dy(i);
    projection_ = projection_ + data.dy(i) * (data.x(i) - mean_);
  }
}

Answer RunningGroup::y(const Extended& x, const ExtendedAffine& affine) const {
  const bool finite =
      x.is_real() && mean_.is_real() && affine.weight.is_real() && affine.bias.is_real();
  if (finite && channel_) {
    return real(channel_->y(x.value(), {affine.weight.value(), affine.bias.value()}));
  }
  const Extended y = affine.weight * ((x - mean_) * invstd_) + affine.bias;
  // Real only through an infinite variance, whose invstd of 0 leaves the bias.
  return y.is_real() ? real(exactly(affine.bias.value())) : unreal(y.kind());
}

Answer RunningGroup::dx(const Extended& dy, const Extended& weight) const {
  const Extended dx = weight * dy * invstd_;
  if (!dx.is_real()) return unreal(dx.kind());
  return real(channel_ ? channel_->dx(dy.value(), weight.value()) : Surd());
}

Answer RunningGroup::dweight() const {
  if (sums_.empty) return real(Surd());
  const Extended dweight = projection_ * invstd_;
  if (!dweight.is_real()) return unreal(dweight.kind());
  return real(channel_ ? channel_->dweight(sums_.sums) : Surd());
}

Answer RunningGroup::dbias() const {
  return sum_dy_.is_real() ? real(exactly(sum_dy_.value())) : unreal(sum_dy_.kind());
}

std::vector<ExactSum> RunningGroup::exact_sums() const {
  std::vector<ExactSum> result;
  if (backward_ && sums_.dy_finite) result.push_back(exact_sum("sum_dy", sum_dy_.value()));
  if (backward_ && sums_.finite()) result.push_back(exact_sum("sum_xdy", sums_.sums.xdy()));
  return result;
}

}  // namespace normaudit::reference
