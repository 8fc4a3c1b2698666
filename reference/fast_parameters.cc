// Reading a group's parameters and elements as exact numbers.
#include "reference/fast_parameters.h"

#include <bit>
#include <utility>

#include "reference/round.h"

namespace normaudit::reference {
namespace {

// An input of the group as an exact number; `absent` where the call has no such array.
Extended parameter(const GroupPlace& place, Role role, int absent) {
  bool read = false;
  for (Role each : inputs_of(place.problem)) read = read || each == role;
  if (!read) return Extended(Dyadic(Integer(absent)));
  const Tensor& array = place.inputs.at(role);
  return Extended::from_bits(array.dtype(), array.bits(place.index));
}

}  // namespace

Parameters::Parameters(const GroupPlace& place)
    : affine{parameter(place, Role::kWeight, 1), parameter(place, Role::kBias, 0)},
      running_mean(parameter(place, Role::kRunningMean, 0)),
      running_var(parameter(place, Role::kRunningVar, 1)),
      eps(Dyadic::from_double(place.problem.eps)),
      momentum(place.problem.momentum ? Momentum::of(*place.problem.momentum)
                                      : Momentum::cumulative(place.problem.num_batches_tracked)) {}

GroupData data_of(const GroupPlace& place) {
  const std::int64_t places = place.problem.shape.spatial_count();
  const auto reader = [&](Role role) {
    return [&array = place.inputs.at(role), group = place.group, places,
            channels = place.problem.shape.channels](std::int64_t i) {
      const std::int64_t plane = (group.first_sample + i / places) * channels + group.first_channel;
      return Extended::from_bits(array.dtype(), array.bits(plane * places + i % places));
    };
  };
  GroupData data;
  data.count = place.group.samples * places;
  data.x = reader(Role::kX);
  if (is_backward(place.problem.pass)) data.dy = reader(Role::kDy);
  return data;
}

bool wanted(const Problem& problem, Role role) {
  for (Role each : outputs_of(problem)) {
    if (each == role) return true;
  }
  return false;
}

void add_output(GroupAnswers& answers, const Problem& problem, Role role, Answer answer) {
  if (wanted(problem, role)) answers.outputs.emplace_back(role, std::move(answer));
}

double nearest_double(const Dyadic& exact) {
  return std::bit_cast<double>(round_to(exactly(exact), Dtype::kFloat64));
}

}  // namespace normaudit::reference
