// shifted_one_pass: one_pass over d = fl(x - k) with k the first number, m^ = fl(k + fl(sum d/n)),
// docs/bounds.md section 4.5. Chan, Golub, LeVeque 1983, section 3: kappa becomes
// sqrt(1 + (mean - k)^2/variance).
#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

MomentErrors shifted_one_pass(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  const Arithmetic& elements = setting.elements;
  MomentErrors result;
  result.mean = Arithmetic::exact(c.centre_magnitude);
  if (c.n == 1) return result;
  const Up n = static_cast<double>(c.n);
  const Up offset = c.deviation(c.first_x);
  const Up reach = Up(c.max_abs_deviation) + offset;
  if (!(elements.grow(1) * reach <= a.largest()) || squares_may_overflow(setting, reach)) {
    result.mean.error = result.variance.error = kInfinity;
    return result;
  }
  const Up squares = n * (Up(c.variance.high) + offset * offset);
  const Up sum_abs = root(n * squares);  // Cauchy
  const Up flushed = n * Up(3.0) * elements.tiny_of_sum();
  // The first of the n terms is exactly 0.
  const Estimate sum = a.total({.magnitude = n * offset,
                                .error = elements.unit() * sum_abs + flushed,
                                .reach = elements.grow(1) * sum_abs + flushed,
                                .count = c.n - 1});
  const Estimate from_shift = a.divide_by_count(sum, c.n);
  result.mean = a.sum(Arithmetic::exact(std::fabs(c.first_x)), from_shift, c.centre_magnitude);

  const Up lost = squares.value() == 0 ? Up(0.0) : n * elements.lost_per_product(reach);
  const Up growth = elements.gamma(3);  // two roundings of d and one of its square
  const Estimate sum_of_squares = a.total({.magnitude = squares,
                                           .error = growth * squares + lost,
                                           .reach = (Up(1.0) + growth) * squares + lost,
                                           .count = c.n - 1});
  const Estimate mean_square = a.divide_by_count(sum_of_squares, c.n);
  result.variance = a.sum(mean_square, a.product(from_shift, from_shift), c.variance.high);
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "shifted_one_pass",
    .sentence = "one_pass about the first number k: kappa^2 = 1 + (mean - k)^2/variance",
    .rank = std::nullopt,
    .mean_keeps_infinity = false,
    .variance_may_be_negative = true,
    .moments = shifted_one_pass,
});

}  // namespace
}  // namespace normaudit::verdict
