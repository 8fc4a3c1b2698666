// Inference follows the order of x, or turns it round, with the sign of the weight. Rounding keeps
// the order, too, so that there is nothing to allow for where every element is computed alike.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "core/number_text.h"
#include "properties/affine.h"
#include "properties/inference.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"
#include "properties/side.h"

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

struct Point {
  std::int64_t channel, affine, place;
  double x, weight;
};

// Those whose x and y are numbers, neighbours in x beside each other.
std::vector<Point> points_of(const Observation& seen) {
  const Problem& problem = seen.problem();
  const Tensor* weight = seen.inputs().find(Role::kWeight);
  std::vector<Point> points;
  for (std::int64_t i = 0; i < problem.shape.count(); ++i) {
    const std::int64_t affine = affine_index_of(problem, i);
    points.push_back({.channel = channel_of(problem, Role::kX, i),
                      .affine = affine,
                      .place = i,
                      .x = seen.inputs().at(Role::kX).get(i),
                      .weight = weight == nullptr ? 1 : weight->get(affine)});
  }
  std::erase_if(points, [&](const Point& p) {
    return std::isnan(p.x) || std::isnan(seen.got(Role::kY, p.place));
  });
  std::ranges::sort(points, {},
                    [](const Point& p) { return std::tuple(p.channel, p.affine, p.x); });
  return points;
}

// Where bits are not promised, only exact answers are in order: their balls may overlap.
void check_order(const Observation& seen, const Point& low, const Point& high, Checks& checks) {
  const double from = seen.got(Role::kY, low.place);
  const double to = seen.got(Role::kY, high.place);
  bool rises = to >= from;
  bool falls = to <= from;
  if (!promises_bits_between_calls(seen.backend())) {
    const Ball rise = seen.ball(Role::kY, high.place) - seen.ball(Role::kY, low.place);
    if (rise.radius().infinite()) return;
    rises = may_reach_zero(rise);
    falls = may_reach_zero(Ball(0.0) - rise);
  }
  const bool same_x = low.x == high.x;
  const bool follows =
      (rises || (!same_x && high.weight < 0)) && (falls || (!same_x && high.weight >= 0));
  const auto text = [&](const Point& p, double y) {
    return to_string(Place{Role::kY, p.place}) + " is " + hex(y) + " at x = " + hex(p.x);
  };
  checks.that(follows, follows ? "" : text(low, from) + " and " + text(high, to));
}

Finding check(const Trial& trial) {
  if (trial.problem.pass != Pass::kInference) return {};
  const Observation seen(trial.backend, trial.problem, crowded(trial.problem, trial.inputs));
  const std::vector<Point> points = points_of(seen);
  Checks checks;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& low = points[i - 1];
    const Point& high = points[i];
    if (low.channel != high.channel || low.affine != high.affine) continue;
    check_order(seen, low, high, checks);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_monotone",
    .sentence = "In inference a larger x never has the smaller y where the weight is not "
                "negative, nor the larger y where it is, and equal x have equal y: the numbers "
                "as computed where the contract is deterministic and position invariant, their "
                "exact answers' balls elsewhere. NaN is in no order.",
    .reaches = {"inference", "negative_weight", "zero_weight", "no_weight", "subnormal_x",
                "non_finite_x"},
    .excludes = {},
    .bend = infer,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
