// The exact sums of the double backward, and its three gradients.
#include "reference/double_backward.h"

#include <stdexcept>

namespace normaudit::reference {
namespace {

Dyadic total(const std::vector<Dyadic>& numbers) {
  Accumulator sum;
  for (const Dyadic& each : numbers) sum.add(each);
  return sum.total();
}

Dyadic dot(const std::vector<Dyadic>& a, const std::vector<Dyadic>& b) {
  Accumulator sum;
  for (std::size_t i = 0; i < a.size(); ++i) sum.add(a[i] * b[i]);
  return sum.total();
}

}  // namespace

DoubleBackward::DoubleBackward(Group group, const Normalization& normalization)
    : group_(std::move(group)), count_(Integer(group_.x.size())) {
  if (group_.dy.size() != group_.x.size() || group_.of_dx.size() != group_.x.size()) {
    throw std::invalid_argument("x, dy and the factors of dx differ in length");
  }
  if (normalization.centred) {
    sum_x_ = total(group_.x);
    sum_dy_ = total(group_.dy);
    sum_h_ = total(group_.of_dx);
  }
  radicand_ =
      count_ * dot(group_.x, group_.x) - sum_x_ * sum_x_ + normalization.eps * count_ * count_;
  dot_dy_ = count_ * dot(group_.x, group_.dy) - sum_x_ * sum_dy_;
  dot_h_ = count_ * dot(group_.x, group_.of_dx) - sum_x_ * sum_h_;
  dot_both_ = count_ * dot(group_.dy, group_.of_dx) - sum_dy_ * sum_h_;
  const Dyadic cube = radicand_ * radicand_ * radicand_;
  third_ = inverse_root(cube);
  fifth_ = inverse_root(cube * radicand_ * radicand_);
}

Surd DoubleBackward::by_x(std::size_t i) const {
  const Dyadic& w = radicand_;
  const Dyadic x = deviation(group_.x, sum_x_, i);
  const Dyadic dy = deviation(group_.dy, sum_dy_, i);
  const Dyadic h = deviation(group_.of_dx, sum_h_, i);
  const Dyadic of_dx =
      Dyadic(Integer(3)) * dot_dy_ * dot_h_ * x - w * (dot_both_ * x + dot_dy_ * h + dot_h_ * dy);
  const Dyadic of_dweight = w * (w * dy - dot_dy_ * x);
  Surd surd;
  surd.coefficient = group_.weight * of_dx + group_.of_dweight * of_dweight;
  surd.root = fifth_;
  return surd;
}

Surd DoubleBackward::by_dy(std::size_t i) const {
  const Dyadic& w = radicand_;
  const Dyadic x = deviation(group_.x, sum_x_, i);
  const Dyadic h = deviation(group_.of_dx, sum_h_, i);
  Surd surd = exactly(group_.of_dbias);
  surd.coefficient = group_.weight * (w * h - dot_h_ * x) + group_.of_dweight * w * x;
  surd.root = third_;
  return surd;
}

Surd DoubleBackward::by_weight() const {
  Surd surd;
  surd.coefficient = radicand_ * dot_both_ - dot_dy_ * dot_h_;
  surd.root = third_;
  return surd;
}

}  // namespace normaudit::reference
