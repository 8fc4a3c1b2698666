// one_pass: v^ = fl(fl(sum fl(x^2) / n) - fl(m^*m^)), docs/bounds.md section 4.4: both terms are as
// large as mean^2 + variance, and their roundings stay when they cancel.
#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

MomentErrors one_pass(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  const Arithmetic& a = setting.elements;
  MomentErrors result;
  result.mean = mean_of(setting, in_any_order);
  if (squares_may_overflow(setting, c.max_abs_x)) {
    result.variance = {c.variance.high, kInfinity};
    return result;
  }
  const Up n = static_cast<double>(c.n);
  const Up squares = c.sum_squares;
  const Up lost = squares.value() == 0 ? Up(0.0) : n * a.lost_per_product(c.max_abs_x);
  const Estimate sum = setting.sums.total({
      .magnitude = squares,
      .error = a.unit() * squares + lost,
      .reach = a.grow(1) * squares + lost,
      .count = c.n,
  });
  const Estimate mean_square = setting.sums.divide_by_count(sum, c.n);
  const Estimate square_of_mean = setting.sums.product(result.mean, result.mean);
  // One element: both terms are fl(x*x).
  if (c.n == 1 && !sum.error.infinite()) return result;
  result.variance = setting.sums.sum(mean_square, square_of_mean, c.variance.high);
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "one_pass",
    .sentence = "variance = sum(x^2)/n - mean^2: n*kappa^2*u",
    .rank = 5,
    .variance_may_be_negative = true,
    .moments = one_pass,
});

}  // namespace
}  // namespace normaudit::verdict
