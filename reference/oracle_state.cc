// From arrays to groups.
#include "reference/oracle_state.h"

#include <stdexcept>

namespace normaudit::reference {
namespace {

Extended element(const Tensor& array, std::int64_t logical) {
  return Extended::from_bits(array.dtype(), array.bits(logical));
}

Momentum momentum_of(const Problem& problem) {
  return problem.momentum ? Momentum::of(*problem.momentum)
                          : Momentum::cumulative(problem.num_batches_tracked);
}

// Also guards every later access: an array of the wrong length is a programmer's mistake.
const Tensor* input(const Problem& problem, const Tensors& inputs, Role role) {
  bool read = false;
  for (Role each : inputs_of(problem)) read = read || each == role;
  if (!read) return nullptr;
  const Tensor& array = inputs.at(role);
  if (array.count() != count_of_role(problem, role)) refuse(role, "wrong length");
  return &array;
}

}  // namespace

void refuse(Role role, const std::string& reason) {
  throw std::invalid_argument("oracle: " + std::string(to_string(role)) + ": " + reason);
}

Oracle::State::State(const Problem& asked, const Tensors& inputs)
    : problem(asked),
      op(&operator_of(asked)),
      x(input(asked, inputs, Role::kX)),
      weight(input(asked, inputs, Role::kWeight)),
      bias(input(asked, inputs, Role::kBias)),
      running_mean(input(asked, inputs, Role::kRunningMean)),
      running_var(input(asked, inputs, Role::kRunningVar)),
      dy(input(asked, inputs, Role::kDy)),
      momentum(momentum_of(asked)) {
  if (inputs.num_batches_tracked != problem.num_batches_tracked) {
    throw std::invalid_argument("oracle: num_batches_tracked of problem and inputs differ");
  }
  // Every gradient of a backward pass can be asked for, wanted or not.
  Problem everything = problem;
  everything.gradients = {};
  for (Role output : outputs_of(everything)) {
    counts[static_cast<std::size_t>(output)] = count_of_role(problem, output);
  }
  map_groups();
  if (is_backward(problem.pass)) map_parameters();
  const Dyadic eps = Dyadic::from_double(problem.eps);
  const std::int64_t groups = op->group_count(problem.shape, problem.groups);
  for (std::int64_t g = 0; g < groups; ++g) {
    const GroupData data = data_of(op->group(problem.shape, problem.groups, g));
    if (running()) {
      running_groups.emplace_back(
          data, RunningGroup::Statistics{element(*running_mean, g), element(*running_var, g), eps});
    } else {
      batch_groups.emplace_back(data, Normalization{.eps = eps, .centred = op->centred});
    }
  }
}

void Oracle::State::map_groups() {
  const Shape& shape = problem.shape;
  group_of_plane.resize(static_cast<std::size_t>(shape.batch * shape.channels));
  for (std::int64_t g = 0; g < op->group_count(shape, problem.groups); ++g) {
    const Group group = op->group(shape, problem.groups, g);
    for (std::int64_t n = 0; n < group.samples; ++n) {
      for (std::int64_t c = 0; c < group.channels; ++c) {
        const std::int64_t plane =
            (group.first_sample + n) * shape.channels + group.first_channel + c;
        group_of_plane[static_cast<std::size_t>(plane)] = g;
      }
    }
  }
}

// Gradients follow the formulas of docs/design.md section 4 where each group has one weight and
// each weight one group.
void Oracle::State::map_parameters() {
  const Shape& shape = problem.shape;
  const std::int64_t groups = op->group_count(shape, problem.groups);
  if (op->affine_index != Operator::AffineIndex::kChannel || groups != shape.channels ||
      op->affine_count(shape) != groups) {
    throw std::invalid_argument("oracle: the backward pass of " + op->name +
                                " needs one weight for each group");
  }
  for (std::int64_t g = 0; g < groups; ++g) {
    const Group group = op->group(shape, problem.groups, g);
    group_of_parameter.resize(static_cast<std::size_t>(groups));
    group_of_parameter[static_cast<std::size_t>(
        op->affine_index_of(shape, group.first_channel, 0))] = g;
  }
}

GroupData Oracle::State::data_of(const Group& group) const {
  const std::int64_t places = problem.shape.spatial_count();
  const auto logical = [=, channels = problem.shape.channels](std::int64_t i) {
    const std::int64_t plane = i / places;
    const std::int64_t n = group.first_sample + plane / group.channels;
    const std::int64_t c = group.first_channel + plane % group.channels;
    return (n * channels + c) * places + i % places;
  };
  GroupData data;
  data.count = group.samples * group.channels * places;
  data.x = [this, logical](std::int64_t i) { return element(*x, logical(i)); };
  if (dy != nullptr) {
    data.dy = [this, logical](std::int64_t i) { return element(*dy, logical(i)); };
  }
  return data;
}

ExtendedAffine Oracle::State::affine_at(std::int64_t logical) const {
  const std::int64_t places = problem.shape.spatial_count();
  const std::int64_t c = logical / places % problem.shape.channels;
  const std::int64_t index = op->affine_index_of(problem.shape, c, logical % places);
  ExtendedAffine affine;
  if (weight != nullptr) affine.weight = element(*weight, index);
  if (bias != nullptr) affine.bias = element(*bias, index);
  return affine;
}

Answer Oracle::State::of_batch(Role output, std::int64_t logical) const {
  switch (output) {
    case Role::kY:
      return batch(group_at(logical)).y(element(*x, logical), affine_at(logical));
    case Role::kDx:
      return batch(group_at(logical))
          .dx(element(*x, logical), element(*dy, logical), affine_at(logical).weight);
    case Role::kSaveMean:
      return batch(logical).save_mean();
    case Role::kSaveVar:
      return batch(logical).save_var();
    case Role::kSaveInvstd:
      return batch(logical).save_invstd();
    case Role::kRunningMean:
      return batch(logical).running_mean(element(*running_mean, logical), momentum);
    case Role::kRunningVar:
      return batch(logical).running_var(element(*running_var, logical), momentum);
    case Role::kDweight:
      return batch(group_of_parameter[static_cast<std::size_t>(logical)]).dweight();
    case Role::kDbias:
      return batch(group_of_parameter[static_cast<std::size_t>(logical)]).dbias();
    default:
      refuse(output, "is no output");
  }
}

Answer Oracle::State::of_running(Role output, std::int64_t logical) const {
  const auto group = [&](std::int64_t g) -> const RunningGroup& {
    return running_groups.at(static_cast<std::size_t>(g));
  };
  switch (output) {
    case Role::kY:
      return group(group_at(logical)).y(element(*x, logical), affine_at(logical));
    case Role::kDx:
      return group(group_at(logical)).dx(element(*dy, logical), affine_at(logical).weight);
    case Role::kDweight:
      return group(group_of_parameter[static_cast<std::size_t>(logical)]).dweight();
    case Role::kDbias:
      return group(group_of_parameter[static_cast<std::size_t>(logical)]).dbias();
    default:
      refuse(output, "is no output");
  }
}

Answer Oracle::State::answer(Role output, std::int64_t logical) const {
  const std::int64_t count = counts[static_cast<std::size_t>(output)];
  if (logical < 0 || logical >= count) refuse(output, "no such element in this pass");
  return running() ? of_running(output, logical) : of_batch(output, logical);
}

}  // namespace normaudit::reference
