// Conditions in double arithmetic. With u = 2^-53 and n < 2^40 every factor (1 + k*u) below
// dominates the roundings it stands for, counted at the place; kTiny stands for every underflow.
#include "reference/condition.h"

#include <algorithm>
#include <cmath>

#include "core/group_elements.h"

namespace normaudit::reference {
namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kTiny = 0x1p-1074;

// 1 + roundings*u, itself rounded up: the factor that turns a computed sum or product of numbers
// that are not negative into an upper bound.
double above(double roundings) { return 1 + 2 * (roundings + 2) * kUnit; }

double quotient_up(double a, double b) { return std::nextafter(a / b, INFINITY); }

// The mean as an unevaluated pair: |mean - (high + low)| <= radius.
struct PairMean {
  double high = 0;
  double low = 0;
  double radius = 0;
};

// Sum2 of Ogita, Rump, Oishi: sum + carry misses the exact sum by at most (n*u)^2 * sum|x| * 1.01,
// their proposition 4.5 before its final rounding. The remainder of the division is at most
// |carry| + 2u*|sum| and is rounded three times, which adds (n + 8)*u^2*sum|x|. Both are divided
// by n.
PairMean mean_of(const std::vector<double>& x, double sum_abs) {
  const auto n = static_cast<double>(x.size());
  double sum = 0;
  double carry = 0;
  for (double value : x) {
    const double next = sum + value;
    const double virtual_part = next - sum;
    carry += (sum - (next - virtual_part)) + (value - virtual_part);
    sum = next;
  }
  PairMean mean;
  mean.high = (sum + carry) / n;
  mean.low = (std::fma(-mean.high, n, sum) + carry) / n;
  mean.radius = ((n * kUnit) * (n * kUnit) + 16 * kUnit * kUnit) * 2 * (sum_abs / n) + 4 * kTiny;
  return mean;
}

void measure_x(const std::vector<double>& x, Condition& c) {
  c.n = static_cast<std::int64_t>(x.size());
  c.first_x = x.empty() ? 0 : x.front();
  double squares = 0;
  for (double value : x) {
    c.finite = c.finite && std::isfinite(value);
    c.constant = c.constant && value == x.front();
    c.sum_abs_x += std::fabs(value);
    squares += value * value;
    c.max_abs_x = std::max(c.max_abs_x, std::fabs(value));
  }
  const auto n = static_cast<double>(x.size());
  c.sum_abs_x *= above(n);
  c.sum_squares = c.max_abs_x == 0 ? 0 : (squares + n * kTiny) * above(n + 1);
}

// sum (x - m)^2 with deviations whose relative error is 2u beside `radius`; by Minkowski the
// computed and the exact standard deviation differ by no more than that error's own root mean
// square.
void measure_variance(const std::vector<double>& x, Condition& c) {
  if (c.constant || !c.finite) {
    c.centre = x.front();
    c.centre_magnitude = std::fabs(x.front());
    return;
  }
  if (std::isinf(c.sum_abs_x)) {  // the mean's own sum overflows: nothing finer can be said
    c.centre_radius = c.centre_magnitude = c.max_abs_x;
    c.variance = {0, INFINITY};
    c.max_abs_deviation = INFINITY;
    return;
  }
  const PairMean mean = mean_of(x, c.sum_abs_x);
  const auto n = static_cast<double>(x.size());
  double squares = 0;
  for (double value : x) {
    const double deviation = (value - mean.high) - mean.low;
    squares += deviation * deviation;
    c.max_abs_deviation = std::max(c.max_abs_deviation, std::fabs(deviation));
  }
  // (value - high) is rounded once, the subtraction of low once more: 2u of the deviation and u of
  // |low| <= 2u*|high|.
  const double radius = (mean.radius + 4 * kUnit * kUnit * std::fabs(mean.high)) * above(8);
  const double slack = above(n + 8);
  const double high = std::sqrt((squares + n * kTiny) / n * slack) * above(8) + radius;
  const double low = std::sqrt(std::max(0.0, (squares - n * kTiny) / n / slack)) / above(8);
  const double least = std::max(0.0, low - radius) / above(2);
  // Squares may overflow; an infinite lower bound would then be false.
  const double finite_least = std::min(least, 0x1p511);
  c.variance = {std::nextafter(finite_least * finite_least / above(2), 0.0),
                high * high * above(4) + kTiny};
  c.max_abs_deviation = (c.max_abs_deviation + radius) * above(8);
  c.centre = mean.high;
  c.centre_radius = (std::fabs(mean.low) + mean.radius) * above(4);
  c.centre_magnitude = (std::fabs(mean.high) + c.centre_radius) * above(2);
}

struct Centred {
  const std::vector<double>& x;
  const std::vector<double>& dy;
};

void measure_dy(const Centred& data, Condition& c) {
  for (std::size_t i = 0; i < data.dy.size(); ++i) {
    const double dy = data.dy[i];
    const double term = (data.x[i] - c.centre) * dy;
    c.finite_dy = c.finite_dy && std::isfinite(dy);
    c.sum_dy += dy;
    c.sum_abs_dy += std::fabs(dy);
    c.max_abs_dy = std::max(c.max_abs_dy, std::fabs(dy));
    c.dot += term;
    c.sum_abs_dot += std::fabs(term);
    c.max_abs_dot = std::max(c.max_abs_dot, std::fabs(term));
    c.sum_abs_x_dy += std::fabs(data.x[i] * dy);
  }
  const auto n = static_cast<double>(data.dy.size());
  c.sum_abs_dy *= above(n);
  c.sum_dy_radius = n * kUnit * c.sum_abs_dy * above(2);
  // A term's own error: 2u relative, centre_radius*|dy| for the centre, kTiny for underflow.
  const double computed = (c.sum_abs_dot + n * kTiny) * above(n + 4);
  const double centre_error = c.centre_radius * c.sum_abs_dy;
  c.dot_radius =
      c.sum_abs_dy == 0 ? 0 : ((n + 4) * kUnit * computed + centre_error + n * kTiny) * above(8);
  c.sum_abs_dot = c.sum_abs_dy == 0 ? 0 : (computed + centre_error) * above(2);
  c.max_abs_dot =
      c.sum_abs_dy == 0 ? 0 : (c.max_abs_dot + kTiny + c.centre_radius * c.max_abs_dy) * above(6);
  c.sum_abs_x_dy = (c.sum_abs_x_dy + n * kTiny) * above(n + 2);
}

void centre_on_running(const Tensors& inputs, std::int64_t index, Condition& c) {
  const double mean = inputs.at(Role::kRunningMean).get(index);
  const double variance = inputs.at(Role::kRunningVar).get(index);
  c.finite = c.finite && std::isfinite(mean) && std::isfinite(variance);
  c.centre = mean;
  c.centre_magnitude = std::fabs(mean);
  c.centre_radius = 0;
  c.variance = {variance, variance};
}

}  // namespace

double Condition::deviation(double x) const {
  if (x == centre && centre_radius == 0) return 0;
  return (std::fabs(x - centre) + centre_radius) * above(2);
}

double Condition::sigma() const {
  if (variance.high == 0) return 0;
  return std::min(std::sqrt(variance.high) * above(1), max_abs_deviation);
}

double Condition::kappa() const {
  if (variance.low <= 0) return INFINITY;
  const double ratio = quotient_up(centre_magnitude, std::sqrt(variance.low) / above(1));
  return std::sqrt(1 + ratio * ratio) * above(4);
}

std::vector<Condition> conditions_of(const Problem& problem, const Tensors& inputs) {
  const std::int64_t groups = operator_of(problem).group_count(problem.shape, problem.groups);
  const Tensor& x = inputs.at(Role::kX);
  const Tensor* dy = is_backward(problem.pass) ? &inputs.at(Role::kDy) : nullptr;
  std::vector<Condition> result(static_cast<std::size_t>(groups));
  std::vector<double> values;
  std::vector<double> gradients;
  for (std::int64_t g = 0; g < groups; ++g) {
    Condition& condition = result[static_cast<std::size_t>(g)];
    values.clear();
    gradients.clear();
    each_element(problem, g, [&](std::int64_t i) {
      values.push_back(x.get(i));
      if (dy != nullptr) gradients.push_back(dy->get(i));
    });
    measure_x(values, condition);
    if (uses_running_statistics(problem.pass)) {
      centre_on_running(inputs, g, condition);
      for (double value : values) {
        condition.max_abs_deviation =
            std::max(condition.max_abs_deviation, condition.deviation(value));
      }
    } else if (!values.empty()) {
      measure_variance(values, condition);
    }
    measure_dy({.x = values, .dy = gradients}, condition);
  }
  return result;
}

}  // namespace normaudit::reference
