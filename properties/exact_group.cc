// Gathering a group's numbers and sums.
#include "properties/exact_group.h"

#include "core/group_elements.h"

namespace normaudit::properties {
namespace {

bool all_finite(const Tensor& array, const std::vector<std::int64_t>& places) {
  for (std::int64_t place : places) {
    if (!is_finite(array.dtype(), array.bits(place))) return false;
  }
  return true;
}

std::vector<Dyadic> numbers(const Tensor& array, const std::vector<std::int64_t>& places) {
  std::vector<Dyadic> result;
  for (std::int64_t place : places) {
    result.push_back(Dyadic::from_bits(array.dtype(), array.bits(place)));
  }
  return result;
}

Dyadic dot(const std::vector<Dyadic>& a, const std::vector<Dyadic>& b) {
  reference::Accumulator total;
  for (std::size_t i = 0; i < a.size(); ++i) total.add(a[i] * b[i]);
  return total.total();
}

Dyadic total(const std::vector<Dyadic>& a) {
  reference::Accumulator sum;
  for (const Dyadic& each : a) sum.add(each);
  return sum.total();
}

}  // namespace

Dyadic ExactGroup::scaled_variance() const { return n * sum_xx - sum_x * sum_x; }
Dyadic ExactGroup::radicand(double eps) const {
  return scaled_variance() + Dyadic::from_double(eps) * n * n;
}
Dyadic ExactGroup::scaled_dot() const { return n * sum_xdy - sum_x * sum_dy; }
Dyadic ExactGroup::scaled_deviation(std::size_t i) const { return n * x[i] - sum_x; }

std::vector<ExactGroup> exact_groups(const Problem& problem, const Tensors& inputs) {
  const Operator& op = operator_of(problem);
  const Tensor& x = inputs.at(Role::kX);
  const Tensor* dy = is_backward(problem.pass) ? inputs.find(Role::kDy) : nullptr;
  std::vector<ExactGroup> groups;
  for (std::int64_t i = 0; i < op.group_count(problem.shape, problem.groups); ++i) {
    const Group where = op.group(problem.shape, problem.groups, i);
    ExactGroup group;
    group.index = i;
    group.channel = where.first_channel;
    each_element(problem, i, [&](std::int64_t place) { group.places.push_back(place); });
    if (!all_finite(x, group.places)) continue;
    if (dy != nullptr && !all_finite(*dy, group.places)) continue;
    group.n = Dyadic(reference::Integer(group.places.size()));
    group.x = numbers(x, group.places);
    group.sum_x = total(group.x);
    group.sum_xx = dot(group.x, group.x);
    if (dy != nullptr) {
      group.dy = numbers(*dy, group.places);
      group.sum_dy = total(group.dy);
      group.sum_xdy = dot(group.x, group.dy);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace normaudit::properties
