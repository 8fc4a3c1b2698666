// corrected_two_pass: v^ = fl(fl(S - fl(fl(P*P)/n))/n) with d = fl(x - m^), S = sum fl(d^2) and
// P = sum d, docs/bounds.md section 4.8: P estimates n*(m - m^), which S is too large by. Chan,
// Golub, LeVeque 1983, eq. (1.7).
#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

MomentErrors corrected_two_pass(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.sums;
  MomentErrors result;
  result.mean = mean_of(setting, in_any_order);
  if (c.n == 1 && !result.mean.error.infinite()) return result;  // d = 0
  const Up error = result.mean.error;
  const Up n = static_cast<double>(c.n);
  // About the computed mean: sum (x - m^)^2 = n*variance + n*(m^ - m)^2.
  const Estimate squares = sum_of_squares(
      setting, {.shift = error * error, .reach = Up(c.max_abs_deviation) + error}, in_any_order);
  const Up flushed = n * Up(3.0) * setting.elements.tiny_of_sum();
  const Up sum_abs = root(n * squares.magnitude);  // Cauchy
  const Estimate sum = a.total({.magnitude = n * error,
                                .error = setting.elements.unit() * sum_abs + flushed,
                                .reach = setting.elements.grow(1) * sum_abs + flushed,
                                .count = c.n});
  const Arithmetic last = a.without_accumulator();
  const Estimate kept = a.kept(sum);
  const Estimate correction = last.divide_by_count(last.product(kept, kept), c.n);
  const Estimate corrected = last.sum(a.kept(squares), correction, n * c.variance.high);
  result.variance = last.divide_by_count(corrected, c.n);
  result.variance.magnitude = c.variance.high;
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "corrected_two_pass",
    .sentence = "variance = (sum d^2 - (sum d)^2/n)/n, d = x - mean: n*u + n*u*(n*kappa*u)",
    .rank = std::nullopt,
    .variance_may_be_negative = true,
    .moments = corrected_two_pass,
});

}  // namespace
}  // namespace normaudit::verdict
