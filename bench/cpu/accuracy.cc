// Inputs, calls and errors.
#include "bench/cpu/accuracy.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "bench/cpu/fpu.h"
#include "bench/cpu/roles.h"
#include "core/random.h"

namespace normaudit::bench::cpu {
namespace {

// A NaN of our own: a number that still is this one was never written.
constexpr std::uint32_t kUnwritten = 0x7FC5EED5;

void fill_normal(float* numbers, std::int64_t count, double mean, std::uint64_t stream) {
  Philox words({2026, stream});
  for (std::int64_t i = 0; i < count; ++i) {
    numbers[i] = static_cast<float>(mean + standard_normal(words));
  }
}

bool is_written(const float* numbers, std::int64_t count) {
  return std::any_of(numbers, numbers + count, [](float number) {
    return std::bit_cast<std::uint32_t>(number) != kUnwritten;
  });
}

// A contender may keep statistics to itself, or only return one of the two of them.
bool may_be_absent(Role role) { return facts(role).kind == RoleKind::kStatistic; }

void spoil(const Stage& stage) {
  for (Role role : outputs_of(stage.timed.problem)) {
    std::fill_n(numbers_of(stage.arrays, role), count_of_role(stage.timed.problem, role),
                std::bit_cast<float>(kUnwritten));
  }
}

Accuracy accuracy_of(const Contender& contender, const Exact& exact, const Stage& stage) {
  Accuracy result{.contender = contender.name, .kind = contender.kind};
  spoil(stage);
  try {
    if (contender.deliver) {
      contender.deliver();
    } else {
      contender.sample(1);
    }
    require_ieee(stage.timed.threads);
  } catch (const std::exception& error) {
    result.failed = error.what();
    return result;
  }
  for (Role role : outputs_of(stage.timed.problem)) {
    const float* const numbers = numbers_of(stage.arrays, role);
    const std::int64_t count = count_of_role(stage.timed.problem, role);
    if (may_be_absent(role) && !is_written(numbers, count)) continue;
    result.errors[role] = exact.largest_error(role, numbers);
  }
  return result;
}

AccuracyCase case_of(Pass pass, const char* layout, const Shape& shape) {
  AccuracyCase result;
  Problem& problem = result.timed.problem;
  problem.pass = pass;
  problem.shape = shape;
  problem.layout = parse_layout(layout);
  problem.track_running_stats = pass == Pass::kInference;
  return result;
}

}  // namespace

Shape large_shape() { return {16, 2, {512, 512}}; }

std::vector<AccuracyCase> accuracy_cases(const AccuracyPlan& plan) {
  std::vector<AccuracyCase> cases;
  for (const Shape& shape : plan.shapes) {
    for (const char* layout : {"nchw", "nhwc"}) {
      if (shape.spatial.empty() && layout != std::string("nchw")) continue;
      for (double mean : plan.means) {
        for (Pass pass : {Pass::kForwardTraining, Pass::kInference, Pass::kBackward}) {
          cases.push_back(case_of(pass, layout, shape));
          cases.back().mean = mean;
        }
      }
    }
  }
  return cases;
}

void fill(const AccuracyCase& asked, Arrays& arrays) {
  const Shape& shape = asked.timed.problem.shape;
  fill_normal(arrays.x(), shape.count(), asked.mean, 1);
  fill_normal(arrays.dy(), shape.count(), 0, 2);
  fill_normal(arrays.running_mean.data(), shape.channels, asked.mean, 3);
}

AccuracyContest assess(const AccuracyCase& asked, const Exact& exact, Arrays& arrays,
                       const std::vector<Contender>& contenders) {
  AccuracyContest contest{asked, {}};
  for (const Contender& each : contenders) {
    if (!each.answers_in_arrays && !each.deliver) continue;
    contest.contenders.push_back(accuracy_of(each, exact, {asked.timed, arrays}));
  }
  return contest;
}

}  // namespace normaudit::bench::cpu
