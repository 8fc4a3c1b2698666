// Where a rounding may decide between NaN and an infinity: the facts that the table of special
// values asks for. docs/bounds.md, section 10.
#include "verdict/judging.h"

#include <cmath>

#include "verdict/forward.h"
#include "verdict/invstd.h"
#include "verdict/leaves.h"
#include "verdict/running.h"

namespace normaudit::verdict {
namespace {

using GroupErrors = OutputBound::GroupErrors;

// What is finite among the terms of a group's sum.
struct FinitePart {
  Up reach;
  bool all = true;
};

template <class Term>
FinitePart finite_part(const Case& facts, std::int64_t index, Term term) {
  const Shape& shape = facts.problem.shape;
  const std::int64_t places = shape.spatial_count();
  const Group group = facts.op.group(shape, facts.problem.groups, index);
  FinitePart part;
  for (std::int64_t n = group.first_sample; n < group.first_sample + group.samples; ++n) {
    const std::int64_t first = (n * shape.channels + group.first_channel) * places;
    for (std::int64_t i = first; i < first + group.channels * places; ++i) {
      const Up value = term(i);
      part.all = part.all && !value.infinite();
      if (!value.infinite()) part.reach = part.reach + value;
    }
  }
  return part;
}

// NaN counts as infinite: it is no part of what is finite.
Up magnitude_of(const Tensor& array, std::int64_t i) {
  const double value = std::fabs(array.get(i));
  return std::isnan(value) ? kInfinity : value;
}

FinitePart finite_part_of(const Case& facts, Role role, std::int64_t index) {
  const Tensor& array = facts.inputs.at(role);
  return finite_part(facts, index, [&](std::int64_t i) { return magnitude_of(array, i); });
}

bool sum_may_overflow(const GroupErrors& group, Up reach) {
  const bool in_leaf =
      has_leaves(group.setting.contract) &&
      group.setting.elements.partial_sums_may_overflow(reach, group.setting.contract.block);
  return in_leaf || group.setting.sums.partial_sums_may_overflow(reach, group.setting.condition.n);
}

bool mean_may_be_nan(const Case& facts, const GroupErrors& group, std::int64_t index) {
  const FinitePart part = finite_part_of(facts, Role::kX, index);
  if (part.all) return group.moments.mean.error.infinite();
  const bool keeps = find_bound(facts.contract.algorithm).mean_keeps_infinity;
  const std::int64_t n = group.setting.condition.n;
  return !keeps || sum_may_overflow(group, part.reach) ||
         group.setting.sums.count(n).error.infinite();  // infinity/infinity
}

bool running_may_be_nan(const Case& facts, const GroupErrors& group, Role role,
                        std::int64_t index) {
  const Estimate& of_batch =
      role == Role::kRunningMean ? group.moments.mean : group.moments.variance;
  const bool batch_may_be_nan =
      role == Role::kRunningMean ? mean_may_be_nan(facts, group, index) : of_batch.error.infinite();
  const double old = std::fabs(facts.inputs.at(role).get(index));
  // A batch that is not finite has no finite magnitude, whatever its condition says.
  const Up batch = group.setting.condition.finite ? of_batch.magnitude : Up(kInfinity);
  return batch_may_be_nan ||
         may_lose_infinity(
             group.setting.elements,
             {.momentum = {facts.problem.momentum, facts.inputs.num_batches_tracked + 1},
              .old = std::isnan(old) ? kInfinity : old,
              .batch = {batch, batch.infinite() ? Up(0.0) : of_batch.error},
              .updated = 0.0});
}

// p = sum (x - mean)*dy loses an infinite term to finite ones that overflow the other way: their
// sum, one of them, or a difference alone.
bool dot_may_be_nan(const Case& facts, const GroupErrors& group, std::int64_t index) {
  if (!std::isfinite(group.setting.condition.centre_magnitude)) return false;  // no finite term
  const Tensor& x = facts.inputs.at(Role::kX);
  const Tensor& dy = facts.inputs.at(Role::kDy);
  const Up mean = group.normalizer.mean.reach();
  const Arithmetic& a = group.setting.elements;
  bool overflows = false;
  const FinitePart part = finite_part(facts, index, [&](std::int64_t i) {
    if (magnitude_of(x, i).infinite() || magnitude_of(dy, i).infinite()) return Up(kInfinity);
    const Up difference = a.grow(1) * (magnitude_of(x, i) + mean);
    const Up term = a.grow(1) * difference * magnitude_of(dy, i);
    overflows = overflows || !(larger(difference, term) <= a.largest());
    return term;
  });
  return overflows || sum_may_overflow(group, part.reach);
}

// Where V is 0 the infinite invstd takes its sign from p, which may have none.
bool dot_sign_is_open(const Case& facts, const GroupErrors& group) {
  const reference::Condition& c = group.setting.condition;
  if (c.variance.high + facts.problem.eps != 0) return false;
  return minus_down(std::fabs(c.dot), c.dot_radius) <= group.gradients.dot.error.value();
}

bool vanishing_invstd(const GroupErrors& group) {
  const Estimate& invstd = group.normalizer.invstd;
  return invstd.magnitude.value() != 0 && invstd.magnitude <= invstd.error;
}

// An infinite bias meets what comes before it, which may overflow; in the folded form so may an
// infinite x or mean.
bool y_may_be_nan(const Case& facts, const GroupErrors& group, std::int64_t logical) {
  const double x = facts.inputs.at(Role::kX).get(logical);
  ForwardElement element{.x = x,
                         .deviation = {},
                         .weight = parameter_at(facts, Role::kWeight, logical),
                         .bias = parameter_at(facts, Role::kBias, logical),
                         .y = {}};
  if (facts.contract.normalization == NumericContract::Normalization::kFolded) {
    return folded_may_lose_infinity(group.setting.elements, group.normalizer, element);
  }
  if (!std::isfinite(x) || !std::isfinite(group.setting.condition.centre_magnitude)) return false;
  element.deviation = group.setting.condition.deviation(x);
  element.bias = 0;
  return forward(group.setting.elements, group.normalizer, element).infinite();
}

// A stored variance that all but cancels eps.
bool stored_radicand_is_open(const Case& facts, const GroupErrors& group) {
  return uses_running_statistics(facts.problem.pass) &&
         radicand_sign_is_open(
             group.setting.elements,
             {.variance = group.setting.condition.variance, .eps = facts.problem.eps});
}

bool infinite_weight(const Case& facts, std::int64_t logical) {
  const auto weight = parameter_at(facts, Role::kWeight, logical);
  return weight && std::isinf(*weight);
}

}  // namespace

RoundingDecides rounding_decides(const Case& facts, const OutputBound& bound,
                                 std::int64_t logical) {
  const std::int64_t index = bound.group_of(logical);
  const GroupErrors& group = bound.errors_of(index);
  const reference::Condition& c = group.setting.condition;
  if (c.n == 0) return {};
  switch (bound.role()) {
    case Role::kSaveMean:
      return {.nan_for_infinity = mean_may_be_nan(facts, group, index)};
    case Role::kRunningMean:
    case Role::kRunningVar:
      return {.nan_for_infinity = running_may_be_nan(facts, group, bound.role(), logical)};
    case Role::kDbias:
      return {.nan_for_infinity =
                  sum_may_overflow(group, finite_part_of(facts, Role::kDy, index).reach)};
    case Role::kDweight:
      return {.anything = stored_radicand_is_open(facts, group),
              .any_non_finite = !c.finite_dy || dot_sign_is_open(facts, group),
              .nan_for_infinity = dot_may_be_nan(facts, group, index) || vanishing_invstd(group)};
    case Role::kDx:
      return {.anything = stored_radicand_is_open(facts, group),
              .any_non_finite = !c.finite_dy || infinite_weight(facts, logical),
              .nan_for_infinity = vanishing_invstd(group)};
    case Role::kY:
      return {.anything = stored_radicand_is_open(facts, group),
              .any_non_finite = infinite_weight(facts, logical),
              .nan_for_infinity = vanishing_invstd(group) || y_may_be_nan(facts, group, logical)};
    default:
      return {};
  }
}

}  // namespace normaudit::verdict
