// Moving from a problem to its neighbours.
#include "properties/moves.h"

#include <algorithm>
#include <cmath>

#include "core/bits.h"
#include "core/hazard.h"

namespace normaudit::properties {
namespace {

constexpr std::int64_t kMostExplicit = 16;

double moved(Dtype dtype, double value, double other, Philox& words) {
  const auto precision = static_cast<std::uint64_t>(format_of(dtype).precision);
  const auto power = static_cast<int>(1 + uniform_below(words, precision));
  switch (uniform_below(words, 6)) {
    case 0:
    case 1: {
      const std::uint64_t bit = uniform_below(words, precision - 1);
      return widen(dtype, narrow(dtype, value) ^ (std::uint64_t{1} << bit));
    }
    case 2:
      return value / 2 + other / 2;
    case 3:
      return value * (1 + (uniform_below(words, 2) == 0 ? 1 : -1) * std::ldexp(1.0, -power));
    case 4:
      return other;
    default:
      return -value;
  }
}

// Samples first, then places, then channels, until every array is short enough.
void make_small(Problem& problem) {
  Shape& shape = problem.shape;
  shape.channels = std::min<std::int64_t>(shape.channels, 4);
  problem.groups = 1;
  std::int64_t rest = kMostExplicit / shape.channels;
  for (std::int64_t& extent : shape.spatial) {
    extent = std::min(extent, rest);
    rest /= std::max<std::int64_t>(1, extent);
  }
  shape.batch = std::min(shape.batch, rest);
}

}  // namespace

Problem written_out_part(Problem problem) {
  if (problem.shape.count() > kMostExplicit || problem.shape.channels > kMostExplicit) {
    make_small(problem);
    problem.values.clear();
  }
  problem.layout = {};
  const Tensors inputs = make_inputs(problem);
  for (const auto& [role, array] : inputs.arrays) {
    if (array.count() == 0 || array.count() > kMostExplicit) continue;
    std::vector<double>& values = problem.values[role];
    values.clear();
    for (std::int64_t i = 0; i < array.count(); ++i) values.push_back(array.get(i));
  }
  return problem;
}

void set_data_dtype(Problem& problem, Dtype dtype) {
  if (problem.parameter_dtype == problem.dtype) problem.parameter_dtype = dtype;
  if (problem.statistic_dtype == problem.dtype) problem.statistic_dtype = dtype;
  problem.dtype = dtype;
  for (auto& [role, values] : problem.values) {
    const Dtype format = dtype_of_role(problem, role);
    for (double& value : values) value = widen(format, narrow(format, value));
  }
}

void move_a_number(Problem& problem, Philox& words) {
  if (problem.values.empty()) return;
  // x every other time, where most of the error comes from; else any array, so that one weight is
  // moved as often as sixteen dy.
  auto chosen = problem.values.find(Role::kX);
  if (chosen == problem.values.end() || uniform_below(words, 2) == 0) {
    chosen = problem.values.begin();
    std::advance(chosen, uniform_below(words, problem.values.size()));
  }
  auto& [role, values] = *chosen;
  double& value = values[uniform_below(words, values.size())];
  const double other = values[uniform_below(words, values.size())];
  const Dtype dtype = dtype_of_role(problem, role);
  double next = widen(dtype, narrow(dtype, moved(dtype, value, other, words)));
  if (role == Role::kRunningVar && value >= 0) next = std::fabs(next);
  value = next;
}

void move_a_field(Problem& problem, const Problem& other, Philox& words) {
  const bool free = problem.values.empty();
  switch (uniform_below(words, free ? 8 : 2)) {
    case 0:
      problem.eps = other.eps;
      return;
    case 1:
      problem.momentum = other.momentum;
      problem.num_batches_tracked = other.num_batches_tracked;
      return;
    case 2:
      if (other.operator_name != problem.operator_name) return;
      problem.shape = other.shape;
      problem.groups = other.groups;
      problem.layout = other.layout;
      return;
    case 3:
      problem.hazard = other.hazard;
      return;
    case 4:
      problem.dtype = other.dtype;
      problem.parameter_dtype = other.parameter_dtype;
      problem.statistic_dtype = other.statistic_dtype;
      return;
    case 5:
      problem.has_weight = other.has_weight;
      problem.has_bias = other.has_bias;
      return;
    default:
      problem.seed = other.seed;
  }
}

}  // namespace normaudit::properties
