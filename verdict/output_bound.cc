// From a group's condition to the bound of an element.
#include "verdict/output_bound.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "verdict/forward.h"
#include "verdict/invstd.h"
#include "verdict/leaves.h"
#include "verdict/running.h"

namespace normaudit::verdict {
namespace {

void require_covered(const Problem& problem, const Bound& bound, Role role) {
  const Operator& op = operator_of(problem);
  if (!op.centred) throw InputError("operator: no bound for " + op.name);
  const bool per_channel = op.pools_samples && op.channel_span == Operator::ChannelSpan::kOne;
  if (facts(role).kind == RoleKind::kParameter && !per_channel) {
    throw InputError("operator: no bound for the parameter gradients of " + op.name);
  }
  if (!bound.covers_batch_statistics && !uses_running_statistics(problem.pass)) {
    throw InputError("contract: '" + bound.name + "' says nothing of batch statistics");
  }
}

Up without(bool counted, Up error) { return counted ? error : Up(0.0); }

// Every number of the narrow format is one of the wide format.
bool holds(Dtype wide, Dtype narrow) {
  const Format w = format_of(wide);
  const Format n = format_of(narrow);
  return w.precision >= n.precision && w.max_exponent >= n.max_exponent &&
         w.min_exponent - w.precision <= n.min_exponent - n.precision;
}

std::array<Dtype, 3> formats_of(const Problem& problem) {
  return {problem.dtype, problem.parameter_dtype, problem.statistic_dtype};
}

}  // namespace

Dtype operation_format(const Problem& problem, const NumericContract& contract, Dtype output) {
  if (contract.operations == NumericContract::Operations::kOutputFormat) return output;
  Dtype widest = holds(output, Dtype::kFloat32) ? output : Dtype::kFloat32;
  for (Dtype dtype : formats_of(problem)) {
    if (!holds(widest, dtype)) widest = dtype;
  }
  return widest;
}

OutputBound::OutputBound(const Case& facts_of_case, const Options& options)
    : facts_(facts_of_case),
      options_(options),
      bound_(find_bound(facts_of_case.contract.algorithm)),
      operations_(operation_format(facts_of_case.problem, facts_of_case.contract, options.dtype)) {
  require_covered(facts_.problem, bound_, options_.role);
  groups_.reserve(facts_.conditions.size());
  for (const reference::Condition& condition : facts_.conditions) {
    groups_.push_back(group_errors(condition));
  }
}

OutputBound::GroupErrors OutputBound::group_errors(const reference::Condition& condition) const {
  GroupErrors group{.setting = Setting(condition, facts_.contract, operations_),
                    .moments = {},
                    .normalizer = {},
                    .gradients = {}};
  if (condition.n == 0) return group;
  if (uses_running_statistics(facts_.problem.pass)) {
    group.moments.mean = Arithmetic::exact(condition.centre_magnitude);
    group.moments.variance = Arithmetic::exact(std::fabs(condition.variance.high));
  } else {
    group.moments = moments_of(bound_, group.setting);
  }
  group.moments.mean.error = without(options_.sources.mean, group.moments.mean.error);
  group.normalizer = normalizer_of(group.setting, group.moments);
  if (facts_.problem.pass == Pass::kBackward) {
    reload_statistics(group);
    if (facts_.contract.recentred) recentre(group.setting, group.normalizer);
  }
  group.normalizer.mean.error = without(options_.sources.mean, group.normalizer.mean.error);
  group.normalizer.invstd.error = without(options_.sources.invstd, group.normalizer.invstd.error);
  if (is_backward(facts_.problem.pass)) {
    group.gradients = gradient_errors(group.setting, group.normalizer);
    if (!options_.sources.sums) {
      group.gradients.dot.error = group.gradients.mean_dy.error = group.gradients.k.error = 0.0;
    }
  }
  return group;
}

// Backward reads save_mean and save_invstd as they were stored.
void OutputBound::reload_statistics(GroupErrors& group) const {
  const Problem& problem = facts_.problem;
  if (holds(problem.statistic_dtype, operations_)) return;
  const Arithmetic storage(
      {.dtype = problem.statistic_dtype, .flushes_subnormals = facts_.contract.flushes_subnormals});
  Normalizer& loaded = group.normalizer;
  // The mean of equal numbers is one of them.
  const bool is_stored = group.setting.condition.constant && loaded.mean.error.value() == 0 &&
                         holds(problem.statistic_dtype, problem.dtype);
  if (!is_stored) loaded.mean = storage.narrowed(loaded.mean);
  loaded.invstd = storage.narrowed(loaded.invstd);
}

Normalizer OutputBound::normalizer_of(const Setting& setting, const MomentErrors& moments) const {
  const Problem& problem = facts_.problem;
  const reference::Condition& c = setting.condition;
  const bool stored = uses_running_statistics(problem.pass);
  const bool never_negative = stored || facts_.contract.variance_never_negative;
  const bool paired = facts_.contract.normalization == NumericContract::Normalization::kPaired;
  // A variance that is not rounded before invstd is made from it may be smaller than any number.
  const bool unrounded = paired && accumulator_of(setting).dtype() != setting.elements.dtype();
  const bool zero_rule = !stored &&
                         facts_.contract.degenerate == NumericContract::Degenerate::kZeroInvstd &&
                         (!unrounded || c.variance.high == 0);
  Normalizer result;
  result.mean = moments.mean;
  const bool pivoted =
      paired || facts_.contract.normalization == NumericContract::Normalization::kPivoted;
  if (pivoted && problem.pass == Pass::kForwardTraining) {
    result.mean = moments.pair.value_or(moments.mean);
    // The mean rounded once, or any of the numbers.
    result.pivot_offset = paired ? moments.mean.error : Up(c.max_abs_deviation);
  }
  result.invstd = invstd(setting.elements, {.variance = c.variance,
                                            .variance_error = moments.variance.error,
                                            .eps = problem.eps,
                                            .least_variance = stored           ? c.variance.low
                                                              : never_negative ? 0.0
                                                                               : -1.0,
                                            .zero_where_degenerate = zero_rule});
  result.inverse_invstd = root(Up(std::nextafter(c.variance.high + problem.eps, kInfinity)));
  if (!stored) {
    if (!pivoted) result.normalized_cap = moments.normalized_cap;
    result.exact_cap = root(Up(static_cast<double>(c.n - 1)));
  }
  return result;
}

std::int64_t OutputBound::group_of(std::int64_t logical) const {
  return group_index(facts_, options_.role, logical);
}

bool OutputBound::may_overflow(std::int64_t group) const {
  return errors_of(group).moments.variance.error.infinite();
}

Up OutputBound::statistic(const GroupErrors& group, std::int64_t index, Up exact) const {
  const Problem& problem = facts_.problem;
  const reference::Condition& c = group.setting.condition;
  const Arithmetic& a = group.setting.elements;
  Update update{.momentum = {problem.momentum, facts_.inputs.num_batches_tracked + 1},
                .old = 0.0,
                .batch = group.moments.mean,
                .updated = exact};
  switch (options_.role) {
    case Role::kSaveMean:
      return group.moments.mean.error;
    case Role::kSaveVar:
      return group.moments.variance.error;
    case Role::kSaveInvstd:
      return group.normalizer.invstd.error;
    case Role::kRunningVar:
      update.batch = c.n > 1 ? unbiased(a, group.moments.variance, c.n) : Estimate{};
      break;
    default:
      break;
  }
  update.old = std::fabs(facts_.inputs.at(options_.role).get(index));
  return running(a, update);
}

Up OutputBound::element(const GroupErrors& group, std::int64_t logical, Up exact) const {
  const Problem& problem = facts_.problem;
  const auto weight = parameter_at(facts_, Role::kWeight, logical);
  const double x = facts_.inputs.at(Role::kX).get(logical);
  if (options_.role == Role::kY) {
    const bool is_folded = facts_.contract.normalization == NumericContract::Normalization::kFolded;
    return (is_folded ? folded : forward)(group.setting.elements, group.normalizer,
                                          {.x = x,
                                           .deviation = group.setting.condition.deviation(x),
                                           .weight = weight,
                                           .bias = parameter_at(facts_, Role::kBias, logical),
                                           .y = exact});
  }
  const BackwardElement element{
      .x = x, .dy = facts_.inputs.at(Role::kDy).get(logical), .weight = weight, .dx = exact};
  if (uses_running_statistics(problem.pass)) {
    return dx_inference(group.setting, group.normalizer, element);
  }
  return dx(group.setting, group.normalizer, group.gradients, element);
}

Up OutputBound::unstored(const GroupErrors& group, std::int64_t logical, Up exact) const {
  switch (options_.role) {
    case Role::kDbias:
      return group.gradients.dbias.error;
    case Role::kDweight:
      return dweight(group.setting, group.normalizer, group.gradients);
    case Role::kY:
    case Role::kDx:
      return element(group, logical, exact);
    default:
      return statistic(group, logical, exact);
  }
}

bool OutputBound::is_narrowed() const {
  if (!holds(options_.dtype, operations_)) return true;
  const auto formats = formats_of(facts_.problem);
  return std::any_of(formats.begin(), formats.end(),
                     [&](Dtype dtype) { return !holds(options_.dtype, dtype); });
}

double OutputBound::operator()(std::int64_t logical, double exact) const {
  const GroupErrors& group = groups_[static_cast<std::size_t>(group_of(logical))];
  if (group.setting.condition.n == 0) return 0;
  // The double nearest to the exact value is within one step of it.
  const Up magnitude = exact == 0 ? Up(0.0) : Up(std::nextafter(std::fabs(exact), kInfinity));
  const Up error = unstored(group, logical, magnitude);
  if (!is_narrowed()) return error.value();
  const Arithmetic storage(
      {.dtype = options_.dtype, .flushes_subnormals = facts_.contract.flushes_subnormals});
  return storage.without_overflow().narrowed({magnitude, error}).error.value();
}

}  // namespace normaudit::verdict
