// What a problem's numbers exercise.
#include <algorithm>
#include <cmath>

#include "properties/tag.h"

namespace normaudit::properties {
namespace {

using reference::Condition;

template <class Claim>
bool any_group(const TagFacts& facts, Claim claim) {
  return std::ranges::any_of(facts.conditions,
                             [&](const Condition& each) { return each.n > 0 && claim(each); });
}

// A tag of problems with such a number in one of the arrays.
template <class Claim>
Tag any_number(std::string name, std::vector<Role> roles, Claim claim) {
  return {std::move(name), [roles = std::move(roles), claim](const TagFacts& facts) {
            for (Role role : roles) {
              const Tensor* array = facts.inputs.find(role);
              for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
                if (claim(array->get(i))) return true;
              }
            }
            return false;
          }};
}

bool non_finite(double value) { return !std::isfinite(value); }

bool has_subnormal_x(const TagFacts& facts) {
  const double normal = std::ldexp(1.0, format_of(facts.problem.dtype).min_exponent);
  return any_number("", {Role::kX},
                    [&](double x) { return x != 0 && std::isfinite(x) && std::fabs(x) < normal; })
      .applies(facts);
}

bool kappa_at_least(const TagFacts& facts, double least) {
  if (uses_running_statistics(facts.problem.pass)) return false;
  return any_group(
      facts, [&](const Condition& c) { return c.finite && !c.constant && c.kappa() >= least; });
}

// Channels of different conditioning side by side, so that a mix-up shows.
bool conditions_differ(const TagFacts& facts) {
  double least = HUGE_VAL;
  double most = 0;
  for (const Condition& each : facts.conditions) {
    if (!each.finite || each.constant) continue;
    least = std::min(least, each.kappa());
    most = std::max(most, each.kappa());
  }
  return most >= 100 * least;
}

bool dy_is_constant(const TagFacts& facts) {
  if (facts.problem.shape.channels != 1) return false;
  const Tensor* dy = facts.inputs.find(Role::kDy);
  if (dy == nullptr || dy->count() < 2) return false;
  for (std::int64_t i = 1; i < dy->count(); ++i) {
    if (dy->bits(i) != dy->bits(0)) return false;
  }
  return true;
}

bool dy_meets_x(const TagFacts& facts) {
  const Tensor* dy = facts.inputs.find(Role::kDy);
  const Tensor& x = facts.inputs.at(Role::kX);
  std::int64_t alike = 0;
  for (std::int64_t i = 0; dy != nullptr && i < dy->count(); ++i) {
    alike += dy->bits(i) == x.bits(i) && x.get(i) != 0 ? 1 : 0;
  }
  return alike > 1;
}

std::vector<Tag> made() {
  const std::vector<Role> parameters{Role::kWeight, Role::kBias};
  const std::vector<Role> statistics{Role::kRunningMean, Role::kRunningVar};
  const auto group = [](std::string name, auto claim) {
    return Tag{std::move(name), [claim](const TagFacts& f) {
                 return any_group(f, [&](const Condition& c) { return claim(f, c); });
               }};
  };
  return {
      any_number("negative_weight", {Role::kWeight}, [](double w) { return w < 0; }),
      any_number("zero_weight", {Role::kWeight}, [](double w) { return w == 0; }),
      any_number("minus_zero_weight", {Role::kWeight},
                 [](double w) { return w == 0 && std::signbit(w); }),
      any_number("tiny_weight", {Role::kWeight},
                 [](double w) { return w != 0 && std::fabs(w) < 0x1p-10; }),
      any_number("large_weight", {Role::kWeight},
                 [](double w) { return std::isfinite(w) && std::fabs(w) > 100; }),
      any_number("running_var=0", {Role::kRunningVar}, [](double v) { return v == 0; }),
      any_number("running_var<0", {Role::kRunningVar}, [](double v) { return v < 0; }),
      any_number("running_var>=1e4", {Role::kRunningVar}, [](double v) { return v >= 1e4; }),
      any_number("non_finite_x", {Role::kX}, non_finite),
      any_number("non_finite_dy", {Role::kDy}, non_finite),
      any_number("non_finite_parameter", parameters, non_finite),
      any_number("non_finite_statistic", statistics, non_finite),
      {"subnormal_x", has_subnormal_x},
      group("constant_channel",
            [](const TagFacts&, const Condition& c) { return c.n > 1 && c.constant; }),
      group("variance<eps",
            [](const TagFacts& f, const Condition& c) {
              return c.finite && !c.constant && c.variance.high < f.problem.eps;
            }),
      group("variance~eps",
            [](const TagFacts& f, const Condition& c) {
              const double eps = f.problem.eps;
              return c.finite && !c.constant && c.variance.high >= eps / 16 &&
                     c.variance.low <= 16 * eps;
            }),
      {"kappa>=1e3", [](const TagFacts& f) { return kappa_at_least(f, 1000); }},
      {"kappa>=1e6", [](const TagFacts& f) { return kappa_at_least(f, 1000000); }},
      {"mixed_conditioning", conditions_differ},
      {"dy_constant", dy_is_constant},
      {"dy=x", dy_meets_x},
  };
}

}  // namespace

const std::vector<Tag>& number_tags() {
  static const std::vector<Tag> kTags = made();
  return kTags;
}

}  // namespace normaudit::properties
