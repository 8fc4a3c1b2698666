// Climbing on error over bound finds more than drawing does, and finds what drawing misses.
#include "properties/climb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "properties/bend.h"
#include "properties/moves.h"
#include "verdict/judge.h"

namespace normaudit::properties {
namespace {

// Error over bound of one output alone, over groups of 16 in float32: outputs that are rounded once
// reach their bound exactly, and would hide the others. From normal numbers, as in the research
// that measured this first: drawing hazards is a search of its own.
ClimbTask sixteen_of(const Backend& backend, Role role) {
  return {.score =
              [&backend, role](const Problem& problem) {
                const Tensors inputs = make_inputs(problem);
                const Run run = run_backend(backend, problem, inputs);
                // Where a variance is subnormal, its half unit is the whole bound.
                if (!(run.outputs.at(Role::kSaveVar).get(0) > 0x1p-90)) return -1.0;
                for (const verdict::OutputVerdict& each :
                     verdict::judge(problem, inputs, run.outputs, *backend.contract).outputs) {
                  if (each.role == role && each.unbounded == 0) return each.worst.over_bound;
                }
                return -1.0;
              },
          .prepare =
              [](Problem& problem) {
                set_pass(problem, Pass::kForwardTraining);
                problem.dtype = problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat32;
                problem.eps = 1e-5;
                problem.hazard = "benign";
                problem.layout = {};
                problem.track_running_stats = problem.has_weight = problem.has_bias = false;
                std::erase_if(problem.values,
                              [](const auto& each) { return each.first != Role::kX; });
                if (problem.shape != Shape{16, 1, {}}) problem.values.clear();
                problem.shape = {16, 1, {}};
              }};
}

TEST(ClimbTest, BeatsDrawingAsManyProblems) {
  const ClimbTask task = sixteen_of(find_backend("two_pass"), Role::kSaveVar);
  for (std::uint64_t seed : {1, 2}) {
    const ClimbEffort effort{.evaluations = 2000, .seed = seed};
    const Climb climbed = climb(task, effort);
    const Climb drawn = sample(task, effort);
    EXPECT_EQ(climbed.evaluations, effort.evaluations);
    EXPECT_EQ(drawn.evaluations, effort.evaluations);
    EXPECT_GT(climbed.restarts, 0U);
    EXPECT_GT(drawn.best, 0);
    EXPECT_GT(climbed.best, drawn.best) << climbed.problem << "\n" << drawn.problem;
    EXPECT_LT(climbed.best, 1) << climbed.problem;  // or the bound is wrong
    // The text alone repeats the score.
    EXPECT_EQ(task.score(parse_problem(climbed.problem)), climbed.best);
  }
}

TEST(ClimbTest, IsTheSameForTheSameSeed) {
  const ClimbTask task = task_of(find_law("within_bound"), find_backend("welford"));
  const Climb once = climb(task, {.evaluations = 200, .seed = 5});
  const Climb again = climb(task, {.evaluations = 200, .seed = 5});
  const Climb other = climb(task, {.evaluations = 200, .seed = 6});
  EXPECT_EQ(once.problem, again.problem);
  EXPECT_EQ(once.best, again.best);
  EXPECT_NE(once.problem, other.problem);
}

TEST(ClimbTest, EndsWithItsTime) {
  const auto begin = std::chrono::steady_clock::now();
  const Climb found =
      climb(task_of(find_law("within_bound"), find_backend("two_pass")),
            {.evaluations = 1'000'000'000, .budget = std::chrono::milliseconds(50)});
  EXPECT_GT(found.evaluations, 0U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(ClimbTest, FindsNothingWhereNothingIsSaid) {
  const ClimbTask task{.score = [](const Problem&) { return -1.0; }, .prepare = {}};
  const Climb found = climb(task, {.evaluations = 100});
  EXPECT_EQ(found.evaluations, 100U);
  EXPECT_LT(found.best, 0);
  EXPECT_EQ(found.problem, "");
}

// How many halvings nearer x[0] lies to x[1] than to the farthest of its group; none where it is
// equal, or itself small beside the others.
int nearness(const Tensor& x) {
  double spread = 0;
  for (std::int64_t i = 0; i < x.count(); ++i) {
    spread = std::max(spread, std::fabs(x.get(i) - x.get(0)));
  }
  const double distance = std::fabs(x.get(0) - x.get(1));
  const bool comparable = std::fabs(x.get(0)) > spread / 4 && std::isfinite(spread);
  return comparable && distance > 0 ? std::ilogb(spread) - std::ilogb(distance) : 0;
}

// two_pass, but y[0] is off by a part of itself that grows as x[0] and x[1] come near: beyond its
// bound only where they agree in most of their bits, which few draws do.
Backend thinly_wrong() {
  Backend backend = find_backend("two_pass");
  const auto right = backend.run;
  backend.run = [right](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    right(problem, inputs, outputs);
    Tensor& y = outputs.at(Role::kY);
    const double halvings = nearness(inputs.at(Role::kX));
    const double units = halvings * halvings * halvings / 50;
    y.set(0, y.get(0) * (1 + units * 0x1p-24));
  };
  return backend;
}

TEST(ClimbTest, FindsAPlantedViolationThatDrawingMisses) {
  const Backend backend = thinly_wrong();
  const ClimbTask task = sixteen_of(backend, Role::kY);
  const ClimbEffort effort{.evaluations = 4000, .seed = 1};

  const Climb drawn = sample(task, effort);
  const Climb climbed = climb(task, effort);

  EXPECT_LT(drawn.best, 1) << drawn.problem;
  EXPECT_GT(climbed.best, 1) << climbed.problem;
}

TEST(ClimbTest, ABrokenLawWithoutAResidualIsInfinite) {
  Backend unwritten = find_backend("two_pass");
  unwritten.run = [](const Problem&, const Tensors&, Tensors&) {};
  const ClimbTask task = task_of(find_law("within_bound"), unwritten);
  EXPECT_GT(task.score(parse_problem("batch_norm inference shape=2,2")), 1);
  EXPECT_LT(task_of(find_law("within_bound"), find_backend("two_pass"))
                .score(parse_problem("batch_norm inference shape=0,2")),
            0);
}

TEST(MovesTest, WrittenOutPartsHoldEveryNumber) {
  for (const char* text : {"backward shape=5,9,3,3 hazard=huge_mean seed=3 layout=nhwc",
                           "forward_training shape=2,3 hazard=conditioned", "inference shape=0,4",
                           "backward_inference shape=30,20 affine=-"}) {
    const Problem part = written_out_part(parse_problem("batch_norm " + std::string(text)));
    EXPECT_NO_THROW(validate(part)) << to_string(part);
    EXPECT_LE(part.shape.count(), 16);
    for (Role role : inputs_of(part)) {
      EXPECT_EQ(part.values.contains(role), count_of_role(part, role) > 0) << to_string(part);
    }
  }
  const std::string small = "batch_norm forward_training shape=2,2 hazard=ramp seed=8";
  EXPECT_TRUE(same_bits(make_inputs(written_out_part(parse_problem(small))).at(Role::kX),
                        make_inputs(parse_problem(small)).at(Role::kX)));
}

TEST(MovesTest, AnotherFormatTakesItsCompanionsAlong) {
  Problem problem = parse_problem(
      "batch_norm inference parameters=float64 shape=1,1 x=0x1.000002p+0 weight=0x1.000002p+0");
  set_data_dtype(problem, Dtype::kFloat16);
  EXPECT_EQ(to_string(problem),
            "batch_norm inference dtype=float16 parameters=float64 statistics=float16 shape=1,1 "
            "x=0x1p+0 weight=0x1.000002p+0");
}

TEST(MovesTest, EveryMoveIsMadeAndGivesAValidProblem) {
  const Problem start = parse_problem(
      "batch_norm inference shape=1,1 x=0x1.8p+0 weight=2 bias=1 running_mean=4 running_var=3");
  Philox words({1, 2});
  std::map<std::string, int> seen;
  for (int i = 0; i < 2000; ++i) {
    Problem moved = start;
    move_a_number(moved, words);
    ASSERT_NO_THROW(validate(moved)) << to_string(moved);
    EXPECT_GE(moved.values.at(Role::kRunningVar)[0], 0);
    const double x = moved.values.at(Role::kX)[0];
    if (x == -1.5) ++seen["sign"];
    if (std::fabs(x - 1.5) == 0x1p-23) ++seen["last bit"];
    if (x == 1.0 || x == 1.75) ++seen["first bits"];
    if (x == 0.75 || x == 2.25) ++seen["half"];
  }
  EXPECT_EQ(seen.size(), 4U);

  const Problem other = parse_problem(
      "batch_norm inference dtype=float16 shape=3,2 layout=nhwc eps=1 momentum=0 affine=- "
      "hazard=ramp seed=4");
  std::set<std::string> fields;
  for (int i = 0; i < 200; ++i) {
    Problem free = start;
    free.values.clear();
    move_a_field(free, other, words);
    EXPECT_NO_THROW(validate(free));
    fields.insert(to_string(free));
    Problem bound = start;
    move_a_field(bound, other, words);
    EXPECT_NO_THROW(validate(bound)) << to_string(bound);
    EXPECT_EQ(bound.values, start.values);
  }
  EXPECT_EQ(fields.size(), 7U);
}

TEST(MovesTest, NumbersMeetTheirNeighbours) {
  const Problem start =
      parse_problem("batch_norm forward_training shape=2,1 affine=- track_running_stats=0 x=1,9");
  Philox words({3, 4});
  std::set<std::vector<double>> seen;
  for (int i = 0; i < 500; ++i) {
    Problem moved = start;
    move_a_number(moved, words);
    seen.insert(moved.values.at(Role::kX));
  }
  EXPECT_TRUE(seen.contains({9, 9}));
  EXPECT_TRUE(seen.contains({1, 1}));
  EXPECT_TRUE(seen.contains({5, 9}));
  EXPECT_TRUE(seen.contains({1, 5}));
}

}  // namespace
}  // namespace normaudit::properties
