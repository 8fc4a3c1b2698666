// The errors of the gradients.
#include "verdict/backward.h"

#include <cmath>

#include "verdict/leaves.h"
#include "verdict/merges.h"

namespace normaudit::verdict {
namespace {

Up magnitude_of_dot(const reference::Condition& c) {
  return smaller(Up(std::fabs(c.dot)) + c.dot_radius, c.sum_abs_dot);
}

Up magnitude_of_sum(const reference::Condition& c) {
  return smaller(Up(std::fabs(c.sum_dy)) + c.sum_dy_radius, c.sum_abs_dy);
}

// In leaves of the format, or in the contract's tree.
Estimate added(const Setting& setting, Terms terms, Up largest) {
  if (has_leaves(setting.contract)) return total_of_leaves(setting, terms, largest);
  terms.depth = additions_above_a_number(setting.contract, terms.count);
  return setting.sums.total(terms);
}

Estimate sum_of_dy(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Up flushed = Up(static_cast<double>(c.n)) * setting.sums.tiny_of_sum();
  return added(setting,
               {.magnitude = magnitude_of_sum(c),
                .error = flushed,
                .reach = Up(c.sum_abs_dy) + flushed,
                .count = c.n},
               c.max_abs_dy);
}

// The largest difference and the largest product by themselves.
struct Largest {
  Up difference;
  Up product;
};

Largest largest_of(const Setting& setting, Up shift) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  return {.difference = a.grow(1) * (Up(c.max_abs_deviation) + shift),
          .product = a.grow(2) * (Up(c.max_abs_dot) + shift * c.max_abs_dy)};
}

// sum (x - m^)*dy = p - (m^ - m)*s exactly; then two roundings a term. The total shows neither a
// difference that overflows whose product with a small dy would not, nor a product whose sum is
// wider than it is.
Estimate sum_of_products(const Setting& setting, const Normalizer& normalizer, Estimate sum_dy) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up shift = normalizer.pivot_offset.value_or(normalizer.mean.error);
  const Largest largest = largest_of(setting, shift);
  if (!(larger(largest.difference, largest.product) <= a.largest())) {
    return {magnitude_of_dot(c), kInfinity};
  }
  const Up products = Up(c.sum_abs_dot) + shift * c.sum_abs_dy;
  const Up reach = larger(Up(c.max_abs_deviation) + shift, c.max_abs_dy);
  const Up lost =
      products.value() == 0 ? Up(0.0) : Up(static_cast<double>(c.n)) * a.lost_per_product(reach);
  const Up growth = a.gamma(2);  // >= (1 + u)^2 - 1
  const Up from_shift = shift * magnitude_of_sum(c);
  Terms terms{.magnitude = magnitude_of_dot(c),
              .error = from_shift + growth * products + lost,
              .reach = (Up(1.0) + growth) * products + lost,
              .count = c.n};
  if (!normalizer.pivot_offset) return added(setting, terms, largest.product);
  // (m^ - m)*s is taken off again.
  terms.magnitude = magnitude_of_dot(c) + from_shift;
  terms.error = growth * products + lost;
  const Arithmetic sums = accumulator_of(setting);
  const Estimate correction = sums.product({shift, normalizer.mean.error}, sum_dy);
  return sums.sum(added(setting, terms, largest.product), correction, magnitude_of_dot(c));
}

Up weighted(const Arithmetic& a, Estimate value, const std::optional<double>& weight) {
  if (!weight) return value.error;
  const Arithmetic last = a.without_overflow();
  return last.product(value, Arithmetic::exact(std::fabs(*weight))).error;
}

}  // namespace

void recentre(const Setting& setting, Normalizer& normalizer) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  const Up n = static_cast<double>(c.n);
  const Up shift = normalizer.mean.error;
  normalizer.pivot_offset = shift;
  const Up size = n * (Up(c.sigma()) + shift);  // of sum |x - m^|
  if (size.value() == 0) return;
  const Up lost = a.unit() * size + n * Up(3.0) * a.tiny_of_sum();
  const Arithmetic sums = accumulator_of(setting);
  const Estimate low = sums.divide_by_count(
      added(setting, {.magnitude = n * shift, .error = lost, .reach = size + lost, .count = c.n},
            largest_of(setting, shift).difference),
      c.n);
  // The elements take it rounded to their format.
  normalizer.mean.error = (sums.dtype() == a.dtype() ? low : a.narrowed(low)).error;
}

GradientErrors gradient_errors(const Setting& setting, const Normalizer& normalizer) {
  const Arithmetic a = setting.sums.without_accumulator();
  GradientErrors result;
  const Estimate sum_dy = sum_of_dy(setting);
  result.dbias = setting.sums.kept(sum_dy);
  result.dot = setting.sums.kept(sum_of_products(setting, normalizer, sum_dy));
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
  const Estimate product = a.product(centred(a, normalizer, deviation), gradients.k);
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
