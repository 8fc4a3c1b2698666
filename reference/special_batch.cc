// A group normalized by its own statistics; each branch is a row of docs/conventions.md.
#include "reference/special.h"

namespace normaudit::reference {
namespace {

// A positive factor changes no class and no sign, so the sums below leave out 1/n and invstd > 0.
Extended total(std::int64_t count, const std::function<Extended(std::int64_t)>& term) {
  Extended sum;
  for (std::int64_t i = 0; i < count; ++i) sum = sum + term(i);
  return sum;
}

// (1 - momentum)*old + momentum*batch, times the momentum's denominator.
Extended moved(const Extended& old, const Extended& batch, const Momentum& momentum) {
  const Extended kept(Dyadic(momentum.denominator) - momentum.numerator);
  return kept * old + Extended(momentum.numerator) * batch;
}

Answer unchanged(const Extended& old) {
  return old.is_real() ? real(exactly(old.value())) : unreal(old.kind());
}

}  // namespace

BatchGroup::BatchGroup(const GroupData& data, const Normalization& normalization)
    : centred_(normalization.centred),
      backward_(static_cast<bool>(data.dy)),
      count_(data.count),
      sums_(data) {
  if (sums_.x_finite && count_ > 0) channel_.emplace(sums_.sums, normalization);
  if (!sums_.x_finite && centred_) sum_x_ = total(count_, data.x);
  if (backward_) {
    sum_dy_ = sums_.finite() ? Extended(sums_.sums.dy()) : total(count_, data.dy);
  }
  if (channel_ && !sums_.dy_finite) {
    projection_ = total(count_, [&](std::int64_t i) { return data.dy(i) * deviation(data.x(i)); });
  }
}

// The sign of the normalized x; a degenerate group's is 0.
Extended BatchGroup::deviation(const Extended& x) const {
  return degenerate() ? Extended() : Extended(channel_->deviation(x.value()));
}

Answer BatchGroup::save_mean() const {
  if (channel_) return real(channel_->mean());
  if (count_ == 0) return unreal(Kind::kNan);
  return sum_x_.is_real() ? real(exactly(sum_x_.value())) : unreal(sum_x_.kind());
}

Answer BatchGroup::save_var() const {
  return channel_ ? real(channel_->variance()) : unreal(Kind::kNan);
}

Answer BatchGroup::save_invstd() const {
  return channel_ ? real(channel_->invstd()) : unreal(Kind::kNan);
}

Answer BatchGroup::y(const Extended& x, const ExtendedAffine& affine) const {
  if (!channel_) return unreal(Kind::kNan);
  if (affine.weight.is_real() && affine.bias.is_real()) {
    return real(channel_->y(x.value(), {affine.weight.value(), affine.bias.value()}));
  }
  return unreal((affine.weight * deviation(x) + affine.bias).kind());
}

Answer BatchGroup::running_mean(const Extended& old, const Momentum& momentum) const {
  if (count_ == 0) return unchanged(old);
  if (channel_ && old.is_real()) return real(channel_->running_mean(old.value(), momentum));
  return unreal(moved(old, sum_x_, momentum).kind());
}

Answer BatchGroup::running_var(const Extended& old, const Momentum& momentum) const {
  if (count_ == 0) return unchanged(old);
  if (!channel_ || count_ == 1) return unreal(Kind::kNan);
  if (old.is_real()) return real(channel_->running_var(old.value(), momentum));
  return unreal(moved(old, Extended(), momentum).kind());
}

Answer BatchGroup::dx(const Extended& x, const Extended& dy, const Extended& weight) const {
  if (!channel_) return unreal(Kind::kNan);
  if (!sums_.dy_finite) {
    const Extended invstd(degenerate() ? Dyadic() : Dyadic(Integer(1)));
    const Extended mean_dy = centred_ ? sum_dy_ : Extended();
    const Extended times_n{Dyadic(Integer(count_))};
    return unreal((weight * invstd * (times_n * dy - mean_dy - deviation(x) * projection_)).kind());
  }
  if (weight.is_real()) return real(channel_->dx(x.value(), dy.value(), weight.value()));
  const Surd unit = channel_->dx(x.value(), dy.value(), Dyadic(Integer(1)));
  return unreal((weight * Extended(unit.coefficient)).kind());
}

Answer BatchGroup::dweight() const {
  if (count_ == 0) return real(Surd());
  if (!channel_) return unreal(Kind::kNan);
  return sums_.dy_finite ? real(channel_->dweight()) : unreal(projection_.kind());
}

Answer BatchGroup::dbias() const {
  return sum_dy_.is_real() ? real(exactly(sum_dy_.value())) : unreal(sum_dy_.kind());
}

std::vector<ExactSum> BatchGroup::exact_sums() const {
  std::vector<ExactSum> result;
  if (sums_.x_finite && centred_) result.push_back(exact_sum("sum_x", sums_.sums.x()));
  if (sums_.x_finite) result.push_back(exact_sum("sum_xx", sums_.sums.xx()));
  if (backward_ && sums_.dy_finite) result.push_back(exact_sum("sum_dy", sum_dy_.value()));
  if (backward_ && sums_.finite()) result.push_back(exact_sum("sum_xdy", sums_.sums.xdy()));
  return result;
}

}  // namespace normaudit::reference
