// The errors of the gradients.
#include "verdict/backward.h"

#include <cmath>

#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

Up magnitude_of_dot(const reference::Condition& c) {
  return smaller(Up(std::fabs(c.dot)) + c.dot_radius, c.sum_abs_dot);
}

Up magnitude_of_sum(const reference::Condition& c) {
  return smaller(Up(std::fabs(c.sum_dy)) + c.sum_dy_radius, c.sum_abs_dy);
}

Estimate sum_of_dy(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Up flushed = Up(static_cast<double>(c.n)) * setting.sums.tiny_of_sum();
  return setting.sums.kept(setting.sums.total({
      .magnitude = magnitude_of_sum(c),
      .error = flushed,
      .reach = Up(c.sum_abs_dy) + flushed,
      .count = c.n,
      .depth = additions_above_a_number(setting.contract, c.n),
  }));
}

// The total shows neither: a difference may overflow whose product with a small dy would not, and a
// product whose sum is wider than it is.
bool term_may_overflow(const Setting& setting, Up shift) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up difference = a.grow(1) * (Up(c.max_abs_deviation) + shift);
  const Up product = a.grow(2) * (Up(c.max_abs_dot) + shift * c.max_abs_dy);
  return !(larger(difference, product) <= a.largest());
}

// sum (x - m^)*dy = p - (m^ - m)*s exactly; then two roundings a term.
Estimate sum_of_products(const Setting& setting, const Normalizer& normalizer) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up shift = normalizer.mean.error;
  if (term_may_overflow(setting, shift)) return {magnitude_of_dot(c), kInfinity};
  const Up products = Up(c.sum_abs_dot) + shift * c.sum_abs_dy;
  const Up reach = larger(Up(c.max_abs_deviation) + shift, c.max_abs_dy);
  const Up lost =
      products.value() == 0 ? Up(0.0) : Up(static_cast<double>(c.n)) * a.lost_per_product(reach);
  const Up growth = a.gamma(2);  // >= (1 + u)^2 - 1
  return setting.sums.kept(setting.sums.total({
      .magnitude = magnitude_of_dot(c),
      .error = shift * magnitude_of_sum(c) + growth * products + lost,
      .reach = (Up(1.0) + growth) * products + lost,
      .count = c.n,
      .depth = additions_above_a_number(setting.contract, c.n),
  }));
}

Up weighted(const Arithmetic& a, Estimate value, const std::optional<double>& weight) {
  if (!weight) return value.error;
  const Arithmetic last = a.without_overflow();
  return last.product(value, Arithmetic::exact(std::fabs(*weight))).error;
}

}  // namespace

GradientErrors gradient_errors(const Setting& setting, const Normalizer& normalizer) {
  const Arithmetic a = setting.sums.without_accumulator();
  GradientErrors result;
  result.dbias = sum_of_dy(setting);
  result.dot = sum_of_products(setting, normalizer);
  result.mean_dy = a.divide_by_count(result.dbias, setting.condition.n);
  const Estimate once = a.product(result.dot, normalizer.invstd);
  const Estimate twice = a.product(once, normalizer.invstd);
  result.k = a.divide_by_count(twice, setting.condition.n);
  return result;
}

Up dweight(const Setting& setting, const Normalizer& normalizer, const GradientErrors& gradients) {
  return setting.elements.product(gradients.dot, normalizer.invstd).error;
}

Up dx(const Setting& setting, const Normalizer& normalizer, const GradientErrors& gradients,
      const BackwardElement& element) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up deviation = c.deviation(element.x);
  const Estimate product = a.product(a.difference({deviation, normalizer.mean.error}), gradients.k);
  // Magnitude of the exact dy - s/n, from a double whose own error is a few units of the terms'.
  const auto n = static_cast<double>(c.n);
  const double centred = element.dy - c.sum_dy / n;
  const Up slack = Up(0x1p-50) * (Up(std::fabs(element.dy)) + gradients.mean_dy.magnitude) +
                   divide_by_lower(c.sum_dy_radius, n) + 0x1p-1070;
  const Estimate left = a.sum(Arithmetic::exact(std::fabs(element.dy)), gradients.mean_dy,
                              Up(std::fabs(centred)) + slack);
  // |T| = |dx|/(invstd*|weight|) where that says anything.
  const bool known = normalizer.invstd.magnitude.value() > 0;
  const Up by_result = known ? divide_by_lower(element.dx * normalizer.inverse_invstd,
                                               std::fabs(element.weight.value_or(1)))
                             : Up(kInfinity);
  const Estimate bracket =
      a.sum(left, product, smaller(left.magnitude + product.magnitude, by_result));
  return weighted(a, a.product(bracket, normalizer.invstd), element.weight);
}

Up dx_inference(const Setting& setting, const Normalizer& normalizer,
                const BackwardElement& element) {
  const Arithmetic& a = setting.elements;
  const Estimate dy{std::fabs(element.dy), a.tiny_of_sum()};
  return weighted(a, a.product(dy, normalizer.invstd), element.weight);
}

}  // namespace normaudit::verdict
