// The conditions of a box, and the bounds that follow.
#include "golden/published/widening.h"

#include <algorithm>
#include <cmath>

#include "verdict/up.h"

namespace normaudit::golden {
namespace {

using verdict::Up;

// A number of the format near the middle, inside the range.
double middle(const Range& range, Dtype dtype) {
  const double near = widen(dtype, narrow(dtype, range.low + (range.high - range.low) / 2));
  return std::clamp(near, range.low, range.high);
}

double far_end(const Range& range) {
  return std::fabs(range.low) < std::fabs(range.high) ? range.high : range.low;
}

Up up_difference(double a, double b) {
  return a == b ? Up(0.0) : Up(std::nextafter(std::fabs(a - b), INFINITY));
}

// What x = middle + d with every |d| <= r can be: the mean moves by at most r, a deviation by 2r,
// the standard deviation by the root mean square of d, at most r. first_x stays: only the shifted
// class reads it, which printed nothing here.
void widen_condition(reference::Condition& c, Up r) {
  if (r.value() == 0) return;
  const Up n = static_cast<double>(c.n);
  const Up twice = Up(2.0) * r;
  const Up high = root(Up(c.variance.high)) + r;
  const double low = verdict::minus_down(std::nextafter(std::sqrt(c.variance.low), 0.0), r);
  const Up length = root(Up(c.sum_squares)) + root(n) * r;
  c.constant = false;
  c.centre_radius = (Up(c.centre_radius) + twice).value();
  c.centre_magnitude = (Up(c.centre_magnitude) + r).value();
  c.variance = {std::nextafter(low * low, 0.0), (high * high).value()};
  c.sum_abs_x = (Up(c.sum_abs_x) + n * r).value();
  c.sum_squares = (length * length).value();
  c.max_abs_x = (Up(c.max_abs_x) + r).value();
  c.max_abs_deviation = (Up(c.max_abs_deviation) + twice).value();
}

// PyTorch's batch norm on the CPU: two passes over float32 numbers, added in float64 or, where
// there is one number a channel and sample, in float32 buffers; y folded where the tensors are
// contiguous, centred elsewhere. Source: aten/src/ATen/native/Normalization.cpp and
// aten/src/ATen/native/cpu/batch_norm_kernel.cpp. torch.mean and torch.var, which the notebook
// prints too, round no more often: float32 sums, and Welford's in float64.
std::vector<NumericContract> printing_contracts() {
  std::vector<NumericContract> contracts;
  for (auto accumulator :
       {NumericContract::Accumulator::kFloat64, NumericContract::Accumulator::kData}) {
    for (auto normalization :
         {NumericContract::Normalization::kFolded, NumericContract::Normalization::kCentred}) {
      contracts.push_back({.algorithm = "two_pass",
                           .accumulator = accumulator,
                           .order = NumericContract::Order::kAny,
                           .normalization = normalization});
    }
  }
  return contracts;
}

}  // namespace

Tensors middle_of(const WorkedExample& example, const Box& box) {
  Tensors inputs;
  for (Role role : inputs_of(example.problem)) {
    Tensor array = make_array(example.problem, role);
    for (std::int64_t i = 0; i < array.count(); ++i) {
      array.set(i, middle(box.at(role)[static_cast<std::size_t>(i)], array.dtype()));
    }
    inputs.arrays.emplace(role, std::move(array));
  }
  return inputs;
}

Widening::Widening(const WorkedExample& example, const Box& box)
    : problem_(example.problem),
      inputs_(middle_of(example, box)),
      conditions_(reference::conditions_of(problem_, inputs_)),
      contracts_(printing_contracts()) {
  Up radius;
  for (const auto& [role, ranges] : box) {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      const auto index = static_cast<std::int64_t>(i);
      const double at = inputs_.at(role).get(index);
      if (role == Role::kX) {
        radius = larger(
            radius, larger(up_difference(ranges[i].high, at), up_difference(at, ranges[i].low)));
      } else {
        inputs_.at(role).set(index, far_end(ranges[i]));
      }
    }
  }
  // The sums with dy are those of the middle alone.
  if (is_backward(problem_.pass) && radius.value() > 0) return;
  for (reference::Condition& condition : conditions_) widen_condition(condition, radius);
  for (const auto& [role, numbers] : example.outputs) {
    for (const NumericContract& contract : contracts_) {
      bounds_[role].emplace_back(verdict::Case{problem_, inputs_, conditions_, contract},
                                 verdict::OutputBound::Options{
                                     .role = role,
                                     .dtype = dtype_of_role(problem_, role),
                                     .sources = {},
                                 });
    }
  }
}

double Widening::operator()(Role role, std::int64_t index, double reach) const {
  const auto found = bounds_.find(role);
  if (found == bounds_.end()) return verdict::kInfinity;
  double widest = 0;
  for (const verdict::OutputBound& bound : found->second) {
    widest = std::max(widest, bound(index, reach));
  }
  return widest;
}

}  // namespace normaudit::golden
