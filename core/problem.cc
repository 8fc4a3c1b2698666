// What follows from a problem's fields: its arrays and whether the fields are allowed.
#include "core/problem.h"

#include <cmath>

#include "core/error.h"
#include "core/hazard.h"
#include "core/number_text.h"

namespace normaudit {
namespace {

constexpr std::size_t kMaxExplicitValues = 16;

void validate_values(const Problem& problem) {
  for (const auto& [role, values] : problem.values) {
    const std::string name(to_string(role));
    bool is_input = false;
    for (Role input : inputs_of(problem)) is_input = is_input || input == role;
    if (!is_input) throw InputError(name + ": the pass does not read this array");
    if (values.size() > kMaxExplicitValues) {
      throw InputError(name + ": at most 16 explicit values, got " + std::to_string(values.size()));
    }
    if (static_cast<std::int64_t>(values.size()) != count_of_role(problem, role)) {
      throw InputError(name + ": " + std::to_string(values.size()) + " explicit values for " +
                       std::to_string(count_of_role(problem, role)) + " elements");
    }
    const Dtype dtype = dtype_of_role(problem, role);
    for (double value : values) {
      const double stored = widen(dtype, narrow(dtype, value));
      if (stored != value && !std::isnan(value)) {
        throw InputError(name + ": " + hex(value) + " is not a " + std::string(to_string(dtype)));
      }
    }
  }
}

}  // namespace

std::string_view to_string(Pass pass) {
  switch (pass) {
    case Pass::kForwardTraining:
      return "forward_training";
    case Pass::kInference:
      return "inference";
    case Pass::kBackward:
      return "backward";
    case Pass::kBackwardInference:
      break;
  }
  return "backward_inference";
}

Pass parse_pass(std::string_view text) {
  for (Pass pass :
       {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
    if (to_string(pass) == text) return pass;
  }
  throw InputError("unknown pass '" + std::string(text.substr(0, 64)) +
                   "': expected forward_training, inference, backward or backward_inference");
}

const Operator& operator_of(const Problem& problem) { return find_operator(problem.operator_name); }

void validate(const Problem& problem) {
  const Operator& op = operator_of(problem);
  Shape::from_extents(problem.shape.extents());
  const IndexMap map(problem.shape, problem.layout);
  if (!std::isfinite(problem.eps) || problem.eps < 0) {
    throw InputError("eps " + shortest(problem.eps) + " is not a finite number >= 0");
  }
  // Written so that NaN is refused too.
  if (problem.momentum && !(*problem.momentum >= 0 && *problem.momentum <= 1)) {
    throw InputError("momentum " + shortest(*problem.momentum) +
                     " is not in [0, 1] or 'cumulative'");
  }
  if (problem.num_batches_tracked < 0 || problem.num_batches_tracked == INT64_MAX) {
    throw InputError("num_batches_tracked " + std::to_string(problem.num_batches_tracked) +
                     " is not a count of earlier batches");
  }
  if (op.channel_span != Operator::ChannelSpan::kSubset && problem.groups != 1) {
    throw InputError("groups: " + problem.operator_name + " has no channel subsets");
  }
  if (problem.groups < 1 || problem.shape.channels % problem.groups != 0) {
    throw InputError("groups " + std::to_string(problem.groups) + " does not divide " +
                     std::to_string(problem.shape.channels) + " channels");
  }
  if (uses_running_statistics(problem.pass) &&
      (!op.keeps_running_statistics || !problem.track_running_stats)) {
    throw InputError("pass: " + std::string(to_string(problem.pass)) + " needs running statistics");
  }
  if (!is_backward(problem.pass) && problem.gradients != Gradients{}) {
    throw InputError("gradients: " + std::string(to_string(problem.pass)) + " has none");
  }
  if (is_backward(problem.pass) && problem.gradients == Gradients{false, false, false}) {
    throw InputError("gradients: none wanted");
  }
  find_hazard(problem.hazard);
  validate_values(problem);
}

Dtype dtype_of_role(const Problem& problem, Role role) {
  switch (facts(role).kind) {
    case RoleKind::kData:
      return problem.dtype;
    case RoleKind::kParameter:
      return problem.parameter_dtype;
    case RoleKind::kStatistic:
      break;
  }
  return problem.statistic_dtype;
}

std::int64_t count_of_role(const Problem& problem, Role role) {
  const Operator& op = operator_of(problem);
  switch (facts(role).kind) {
    case RoleKind::kData:
      return problem.shape.count();
    case RoleKind::kParameter:
      return op.affine_count(problem.shape);
    case RoleKind::kStatistic:
      break;
  }
  return op.group_count(problem.shape, problem.groups);
}

Tensor make_array(const Problem& problem, Role role) {
  const Dtype dtype = dtype_of_role(problem, role);
  if (facts(role).kind == RoleKind::kData) return {dtype, problem.shape, problem.layout};
  return Tensor::vector(dtype, count_of_role(problem, role));
}

std::vector<Role> inputs_of(const Problem& problem) {
  std::vector<Role> roles{Role::kX};
  if (problem.has_weight) roles.push_back(Role::kWeight);
  if (problem.has_bias && !is_backward(problem.pass)) roles.push_back(Role::kBias);
  const bool reads_running =
      uses_running_statistics(problem.pass) ||
      (problem.pass == Pass::kForwardTraining && problem.track_running_stats &&
       operator_of(problem).keeps_running_statistics);
  if (reads_running) roles.insert(roles.end(), {Role::kRunningMean, Role::kRunningVar});
  if (is_backward(problem.pass)) roles.push_back(Role::kDy);
  return roles;
}

std::vector<Role> outputs_of(const Problem& problem) {
  std::vector<Role> roles;
  if (is_backward(problem.pass)) {
    if (problem.gradients.dx) roles.push_back(Role::kDx);
    if (problem.gradients.dweight) roles.push_back(Role::kDweight);
    if (problem.gradients.dbias) roles.push_back(Role::kDbias);
    return roles;
  }
  if (problem.pass == Pass::kInference) return {Role::kY};
  if (problem.track_running_stats && operator_of(problem).keeps_running_statistics) {
    roles = {Role::kRunningMean, Role::kRunningVar};
  }
  roles.insert(roles.end(), {Role::kY, Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd});
  return roles;
}

std::int64_t group_size(const Problem& problem) {
  const Group group = operator_of(problem).group(problem.shape, problem.groups, 0);
  return group.samples * group.channels * problem.shape.spatial_count();
}

}  // namespace normaudit
