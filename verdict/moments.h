#pragma once
// What the classes' means and variances are made from: sums, means of squared deviations, and the
// cap of what a two-pass class normalizes. docs/bounds.md, sections 3 and 4.

#include <functional>

#include "verdict/bound.h"

namespace normaudit::verdict {

/// How a group's numbers are added: what is known of their sum.
using Summation = std::function<Estimate(const Arithmetic&, const Terms&)>;

/// One after the other, or in whatever order.
Estimate in_any_order(const Arithmetic& a, const Terms& terms);

/// sum(x)/n.
Estimate mean_of(const Setting& setting, const Summation& add);

/// Squares of deviations from a computed mean: n*variance + n*shift is their exact sum's upper
/// bound, and each deviation is at most `reach`.
struct Squares {
  Up shift;
  Up reach;
};

/// Whether one square alone may overflow, where sums wider than it would not show that.
bool squares_may_overflow(const Setting& setting, Up reach);

/// Their sum about the computed mean; each has three roundings, the deviation's counted twice.
Estimate sum_of_squares(const Setting& setting, const Squares& squares, const Summation& add);

/// The n-th part of that sum, as an estimate of the variance.
Estimate mean_of_squares(const Setting& setting, const Squares& squares, const Summation& add);

/// Mean, then mean of squared deviations, both added in the same way. The computed sum of squares
/// is at least `kept` times each of its terms; 0 where that is not known.
MomentErrors two_pass_moments(const Setting& setting, const Summation& add, double kept = 1);

}  // namespace normaudit::verdict
