// Denominators of the backward error.
#include "verdict/magnitude.h"

#include <cmath>

namespace normaudit::verdict {
namespace {

double invstd_of(const Case& facts, const reference::Condition& c) {
  const double radicand = c.variance.high + facts.problem.eps;
  return radicand > 0 ? 1 / std::sqrt(radicand) : 0;
}

// variance*(1 + 2*kappa), written without the quotient that a constant group would divide by 0.
double variance_magnitude(const reference::Condition& c) {
  const double variance = c.variance.high;
  return variance + 2 * std::sqrt(variance) * std::hypot(c.centre_magnitude, std::sqrt(variance));
}

double mean_magnitude(const reference::Condition& c) {
  return c.n == 0 ? 0 : c.sum_abs_x / static_cast<double>(c.n);
}

double of_statistic(const Case& facts, const reference::Condition& c, Role role) {
  const double invstd = invstd_of(facts, c);
  switch (role) {
    case Role::kSaveMean:
      return mean_magnitude(c);
    case Role::kSaveVar:
      return variance_magnitude(c);
    case Role::kSaveInvstd:
      return invstd * (1 + variance_magnitude(c) * invstd * invstd);
    case Role::kDbias:
      return c.sum_abs_dy;
    default:
      return invstd * (c.sum_abs_x_dy + c.centre_magnitude * c.sum_abs_dy);
  }
}

double of_running(const Case& facts, const reference::Condition& c, Role role, double old) {
  const double m = facts.problem.momentum.value_or(
      1 / static_cast<double>(facts.inputs.num_batches_tracked + 1));
  const auto n = static_cast<double>(c.n);
  const double batch =
      role == Role::kRunningMean ? mean_magnitude(c) : variance_magnitude(c) * n / (n - 1);
  return (1 - m) * std::fabs(old) + m * batch;
}

double of_dx(const Case& facts, const reference::Condition& c, std::int64_t logical) {
  const double dy = std::fabs(facts.inputs.at(Role::kDy).get(logical));
  if (uses_running_statistics(facts.problem.pass)) return dy;
  const double x = std::fabs(facts.inputs.at(Role::kX).get(logical));
  const double invstd = invstd_of(facts, c);
  const auto n = static_cast<double>(c.n);
  // The sums' own terms, as for dweight and dbias: the sums themselves may cancel.
  const double terms = c.sum_abs_x_dy + c.centre_magnitude * c.sum_abs_dy;
  const double k = terms * invstd * invstd / n;
  return dy + c.sum_abs_dy / n + (x + c.centre_magnitude) * k;
}

}  // namespace

double entering_magnitude(const Case& facts, Role role, std::int64_t logical) {
  const std::int64_t index = group_index(facts, role, logical);
  const reference::Condition& c = facts.conditions[static_cast<std::size_t>(index)];
  if (role == Role::kRunningMean || role == Role::kRunningVar) {
    return of_running(facts, c, role, facts.inputs.at(role).get(logical));
  }
  if (role != Role::kY && role != Role::kDx) return of_statistic(facts, c, role);
  const double weight = std::fabs(parameter_at(facts, Role::kWeight, logical).value_or(1));
  const double scale = weight * invstd_of(facts, c);
  if (role == Role::kDx) return scale * of_dx(facts, c, logical);
  const double bias = std::fabs(parameter_at(facts, Role::kBias, logical).value_or(0));
  const double x = std::fabs(facts.inputs.at(Role::kX).get(logical));
  return scale * (x + c.centre_magnitude) + bias;
}

}  // namespace normaudit::verdict
