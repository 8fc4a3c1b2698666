// kahan_two_pass: two_pass whose two sums carry a compensation, docs/bounds.md section 4.7, for
// y = x - c, t = s + y, c = (t - s) - y, s = t. Kahan, Comm. ACM 8(1), 1965; the inequality is
// complete and our own, its first-order part 2u*sum|x| + u*|sum x|.
#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

// Every operation loses u of its result, and f where subnormals are flushed. c_k is the error of
// s_k up to r_k, with sum |r_k| <= R; the roundings of all y add up to H at most. A and C bound
// every |s_k| and |c_k|: they, H and R obey linear inequalities, which are solved for A.
Estimate compensated_total(const Arithmetic& a, const Terms& terms) {
  if (terms.count <= 1) return {terms.magnitude, terms.error};
  const Up u = a.sum_unit();
  const Up f = Up(3.0) * a.tiny_of_sum();
  const Up n = static_cast<double>(terms.count);
  const Up sum = terms.reach;
  const Up p = Up(1.0) + u;
  const Up w = u * p + u;  // what r takes from the error of s
  const Up r_flushed = (p + Up(1.0)) * f;
  const Up q = u + u * p * p;  // what H + R take from |x| and c

  const double c_left = minus_down(1.0, u * p * p);
  const Up c_of_s = divide_by_lower((Up(1.0) + w) * u, c_left);
  const Up c_of_x = divide_by_lower((Up(1.0) + w) * f + u * p * (p * sum + f) + r_flushed, c_left);
  const Up flushed = n * (f + u * p * f + w * f + r_flushed);
  const Up per_c = Up(1.0) + q * n;
  const double s_left = minus_down(1.0, n * w * u + c_of_s * per_c);
  const Up largest_s = divide_by_lower(sum * (Up(1.0) + q) + flushed + c_of_x * per_c, s_left);
  const Up largest_c = c_of_s * largest_s + c_of_x;

  const Up lost = q * (sum + n * largest_c) + n * w * u * largest_s + flushed;  // H + R
  const Up farthest = p * p * (largest_s + sum + Up(2.0) * largest_c + f);
  if (!(farthest <= a.largest())) return {terms.magnitude, kInfinity};
  // The last s is off by its own rounding, u*|s|, too.
  const Up result = smaller(terms.magnitude + terms.error, sum);
  const Up drift = divide_by_lower(lost + f + u * result, minus_down(1.0, u));
  return {terms.magnitude, terms.error + drift};
}

// The sum of terms that are not negative is at least `kept` times each of them: its error is
// proportional to them, but for flushing.
double kept(const Setting& setting) {
  const Arithmetic& a = setting.sums;
  if (a.tiny_of_sum().value() != 0) return 0;
  const Up relative =
      compensated_total(
          a, {.magnitude = 1.0, .error = 0.0, .reach = 1.0, .count = setting.condition.n})
          .error;
  return minus_down(1.0, relative);
}

MomentErrors kahan_two_pass(const Setting& setting) {
  return two_pass_moments(setting, compensated_total, kept(setting));
}

const bool kRegistered = register_entry(Bound{
    .name = "kahan_two_pass",
    .sentence = "two_pass with compensated sums: a few u, whatever n, while n*u is small",
    .rank = 1,
    .mean_keeps_infinity = false,  // (infinity - s) - infinity
    .moments = kahan_two_pass,
});

}  // namespace
}  // namespace normaudit::verdict
