// y(x + c) = y(x): what is subtracted with the mean cannot show. Only for c that every x takes
// without rounding, so that the two problems are exactly each other's shift.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/group_elements.h"
#include "properties/bend.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/oracle_backend.h"

namespace normaudit::properties {
namespace {

// True where every finite x of the group plus c is a number of the format.
bool is_exact(const Problem& problem, const Tensor& x, std::int64_t group, double c) {
  bool exact = true;
  each_element(problem, group, [&](std::int64_t i) {
    if (!exact || !std::isfinite(x.get(i))) return;
    const double sum = x.get(i) + c;
    exact = std::isfinite(sum) && widen(x.dtype(), narrow(x.dtype(), sum)) == sum &&
            sum - c == x.get(i) && sum - x.get(i) == c;
  });
  return exact;
}

// Rounds the group's x to multiples of 2^grid, so that there is room for a shift.
void coarsen(const Problem& problem, Tensor& x, std::int64_t group, int grid) {
  each_element(problem, group, [&](std::int64_t i) {
    if (std::isfinite(x.get(i))) {
      x.set(i, std::ldexp(std::nearbyint(std::ldexp(x.get(i), -grid)), grid));
    }
  });
}

struct Shifted {
  Tensors before;
  Tensors after;
  std::vector<double> by;  ///< per group; 0 where no shift was found
};

// Tries shifts by other elements (numbers that lie close together differ exactly) and by multiples
// of the grid.
Shifted shifted(const Problem& problem, const Tensors& inputs) {
  Philox words = choices_of(problem);
  const int precision = format_of(problem.dtype).precision;
  Shifted result{inputs, inputs, {}};
  Tensor& x = result.before.at(Role::kX);
  const Operator& op = operator_of(problem);
  if (group_size(problem) == 0) return result;  // its running statistics do not follow
  for (std::int64_t g = 0; g < op.group_count(problem.shape, problem.groups); ++g) {
    double largest = 0;
    double first = 0;
    each_element(problem, g, [&](std::int64_t i) {
      if (!std::isfinite(x.get(i))) return;
      largest = std::max(largest, std::fabs(x.get(i)));
      first = x.get(i);
    });
    const int top = largest == 0 ? 0 : std::ilogb(largest);
    const int digits = 2 + static_cast<int>(uniform_below(words, precision - 2));
    const int grid = std::max(top - digits, format_of(problem.dtype).min_exponent - precision + 1);
    if (uniform_below(words, 4) != 0) coarsen(problem, x, g, grid);
    const double multiple = static_cast<double>(1 + uniform_below(words, 7));
    const int room = static_cast<int>(uniform_below(words, precision));
    double by = 0;
    for (double c : {std::ldexp(multiple, grid + room), -first,
                     std::ldexp(multiple, grid + room / 2), std::ldexp(-1.0, grid)}) {
      if (by == 0 && is_exact(problem, x, g, c)) by = c;
    }
    Tensor& moved_x = result.after.at(Role::kX);
    each_element(problem, g, [&](std::int64_t i) { moved_x.set(i, x.get(i) + by); });
    result.by.push_back(by);
  }
  return result;
}

// The mean moves by c, the running mean by m*c, all else not at all. Multiplied by `batches`, which
// is 1 unless the momentum is 1/batches.
Ball residual(const Pair& pair, const Twins& at, double c) {
  const Problem& problem = pair.before.problem();
  const Ball moved_by = pair.after.ball(at.role, at.after) - pair.before.ball(at.role, at.before);
  if (at.role == Role::kSaveMean) return moved_by - Ball(c);
  if (at.role != Role::kRunningMean) return moved_by;
  if (problem.momentum) return moved_by - Ball(*problem.momentum) * Ball(c);
  const auto batches = static_cast<double>(pair.before.inputs().num_batches_tracked + 1);
  return Ball(batches) * moved_by - Ball(c);
}

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  if (!operator_of(problem).centred) return {};
  const Shifted two = shifted(problem, trial.inputs);
  if (std::ranges::all_of(two.by, [](double c) { return c == 0; })) return {};
  const Observation before(trial.backend, problem, two.before);
  const Observation after(trial.backend, problem, two.after);
  const Pair pair{before, after};
  Checks checks;
  for (Role role : {Role::kDweight, Role::kDbias}) {
    const bool computed = std::ranges::count(outputs_of(problem), role) > 0;
    if (computed) alike(checks, pair, {role, {}, is_correctly_rounded(trial.backend)});
  }
  for (std::int64_t g = 0; g < static_cast<std::int64_t>(two.by.size()); ++g) {
    const double c = two.by[static_cast<std::size_t>(g)];
    if (c == 0) continue;
    const auto compare = [&](Role role, std::int64_t i) {
      const bool moves = role == Role::kSaveMean || role == Role::kRunningMean;
      if (is_correctly_rounded(trial.backend) && !moves) {
        same_bits_or_nan(checks, pair, {role, i, i});
      } else if (const Ball ball = residual(pair, {role, i, i}, c); !ball.radius().infinite()) {
        checks.contains_zero(ball, to_string(Place{role, i}) + " has moved and");
      }
    };
    for (Role role : outputs_of(problem)) {
      if (facts(role).kind == RoleKind::kData) {
        each_element(problem, g, [&](std::int64_t i) { compare(role, i); });
      } else if (facts(role).kind == RoleKind::kStatistic) {
        compare(role, g);
      }
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "shift",
    .sentence = "Where the mean is subtracted, adding c to every x of a group (c such that no sum "
                "rounds) moves save_mean by c and running_mean by momentum*c and nothing else: bit "
                "for bit for the oracle, within both bounds elsewhere.",
    .reaches = {"backward", "forward_training", "kappa>=1e3", "variance<eps", "constant_channel",
                "n=1"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          if (problem.pass == Pass::kInference) train(problem);
          if (problem.pass == Pass::kBackwardInference) set_pass(problem, Pass::kBackward);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
