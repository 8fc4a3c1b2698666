// Inference follows the order of x, or turns it round, with the sign of the weight; rounding keeps
// the order, so that there is nothing to allow for.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "core/number_text.h"
#include "properties/affine.h"
#include "properties/inference.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

// In every other trial, consecutive numbers instead of those that were drawn: where rounding shows.
Tensors crowded(const Problem& problem, const Tensors& inputs) {
  Philox words = choices_of(problem);
  Tensors result = inputs;
  Tensor& x = result.at(Role::kX);
  if (uniform_below(words, 2) == 0) return result;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    const std::int64_t first = channel_of(problem, Role::kX, i) * problem.shape.spatial_count();
    const Bits start = inputs.at(Role::kX).bits(first);
    if (!is_finite(x.dtype(), start)) continue;
    const std::int64_t step = i % 64;
    x.set_bits(
        i, from_ordinal(x.dtype(), ordinal(x.dtype(), start) - (start % 2 == 0 ? step : -step)));
  }
  return result;
}

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  if (problem.pass != Pass::kInference) return {};
  const Tensors inputs = crowded(problem, trial.inputs);
  const Observation seen(trial.backend, problem, inputs);
  const Tensor* weight = inputs.find(Role::kWeight);
  struct Point {
    std::int64_t channel, affine, place;
    double x, y, weight;
  };
  std::vector<Point> points;
  for (std::int64_t i = 0; i < problem.shape.count(); ++i) {
    const std::int64_t affine = affine_index_of(problem, i);
    points.push_back({.channel = channel_of(problem, Role::kX, i),
                      .affine = affine,
                      .place = i,
                      .x = inputs.at(Role::kX).get(i),
                      .y = seen.got(Role::kY, i),
                      .weight = weight == nullptr ? 1 : weight->get(affine)});
  }
  std::erase_if(points, [](const Point& p) { return std::isnan(p.x) || std::isnan(p.y); });
  std::ranges::sort(points, {},
                    [](const Point& p) { return std::tuple(p.channel, p.affine, p.x); });
  Checks checks;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& low = points[i - 1];
    const Point& high = points[i];
    if (low.channel != high.channel || low.affine != high.affine) continue;
    const bool rises = high.weight >= 0 ? low.y <= high.y : high.y <= low.y;
    const bool follows = rises && (low.x < high.x || low.y == high.y);
    if (follows) {
      checks.that(true, {});
      continue;
    }
    checks.that(false, to_string(Place{Role::kY, low.place}) + " is " + hex(low.y) + " at x = " +
                           hex(low.x) + " and " + to_string(Place{Role::kY, high.place}) + " is " +
                           hex(high.y) + " at x = " + hex(high.x));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_monotone",
    .sentence = "In inference a larger x never has the smaller y where the weight is not negative, "
                "nor the larger y where it is, as computed, bit for bit; equal x have equal y. "
                "NaN is in no order.",
    .reaches = {"inference", "negative_weight", "zero_weight", "no_weight", "subnormal_x",
                "non_finite_x"},
    .excludes = {},
    .bend = infer,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
