// two_pass: v^ = fl(sum fl(fl(x - m^)^2) / n), docs/bounds.md section 4.2:
// sum (x - m^)^2 = n*variance + n*(m^ - m)^2, three roundings a term, n - 1
// additions, one division.
#include <cmath>

#include "verdict/bound.h"

namespace normaudit::verdict {
namespace {

// (d r)^2 <= (1 + g)^2 [1.5 n (1 + u)/(1 - u)^3 + 0.5/(1 - u)] for every computed deviation d and
// inverse deviation r, because the computed sum of squares is no smaller than any one square: each
// underflow is at most half of the smallest number, which the radicand is at least. Where it is
// known to be much larger the factor 1.5 becomes 1 + tiny/radicand.
Up normalized_cap(const Setting& setting, Estimate variance) {
  const Arithmetic& a = setting.elements;
  if (variance.error.infinite()) return kInfinity;
  const double least =
      std::fmax(minus_down(setting.condition.variance.low, variance.error), a.smallest());
  const Up lost = smaller(divide_by_lower(a.tiny(), least), 1.0);
  const Up n = static_cast<double>(setting.condition.n);
  const double kept = minus_down(1.0, a.unit());
  const Up sum_part = divide_by_lower(n * a.grow(1), kept * kept * kept);
  const Up squares = sum_part * (Up(1.0) + lost) + divide_by_lower(lost, kept);
  return (Up(1.0) + a.gamma(2)) * root(squares);
}

MomentErrors two_pass(const Setting& setting) {
  const reference::Condition& c = setting.condition;
  MomentErrors result;
  result.mean = recursive_mean(setting);
  const Up shift = result.mean.error * result.mean.error;
  result.variance = mean_of_squares(setting, shift, c.max_abs_deviation);
  result.normalized_cap = normalized_cap(setting, result.variance);
  return result;
}

const bool kRegistered = register_entry(Bound{
    .name = "two_pass",
    .sentence = "variance = sum((x - mean)^2)/n: n*u + (n*kappa*u)^2",
    .rank = 1,
    .moments = two_pass,
});

}  // namespace
}  // namespace normaudit::verdict
