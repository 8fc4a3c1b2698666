#pragma once
// One judged run of the backend `fast`, on numbers that a test may have changed.

#include <gtest/gtest.h>

#include <string>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "verdict/explain.h"
#include "verdict/judge.h"

namespace normaudit::fast {

inline constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kBackward, Pass::kInference,
                                   Pass::kBackwardInference};
inline constexpr Dtype kDtypesOfData[] = {Dtype::kFloat32, Dtype::kFloat64, Dtype::kFloat16,
                                          Dtype::kBfloat16};

inline void expect_judged(const Problem& problem, const Tensors& inputs) {
  const Backend& backend = find_backend("fast");
  const Run run = run_backend(backend, problem, inputs);
  ASSERT_EQ(run.unsupported, "") << to_string(problem);
  for (const std::string& finding : run.findings) {
    ADD_FAILURE() << finding << "\n" << to_string(problem);
  }
  const verdict::Verdict verdict = verdict::judge(problem, inputs, run.outputs, *backend.contract);
  // Neither wrong nor vacuous: only where there is no element is nothing left to judge.
  const bool nothing = problem.shape.count() == 0 && verdict.status == verdict::Status::kVacuous;
  EXPECT_TRUE(nothing || verdict.status == verdict::Status::kPass)
      << verdict::explain({problem, inputs, run.outputs, *backend.contract, verdict}) << "\n"
      << to_string(problem);
}

inline void expect_judged(const Problem& problem) { expect_judged(problem, make_inputs(problem)); }

inline Problem problem_of(Pass pass, const std::string& fields) {
  return parse_problem("batch_norm " + std::string(to_string(pass)) + " " + fields);
}

/// Turns through formats, absent arrays and hazards, so that a few problems meet all of them.
class Turns {
 public:
  Problem operator()(Pass pass, const std::string& fields) {
    Problem problem = problem_of(pass, fields);
    const std::uint64_t turn = turn_++;
    // Callers turn through the four passes: every pass meets every format.
    problem.dtype = kDtypesOfData[(turn + turn / 4) % 4];
    const bool wide = problem.dtype == Dtype::kFloat64;
    const Dtype vectors[] = {Dtype::kFloat32, problem.dtype, Dtype::kBfloat16};
    problem.parameter_dtype = vectors[turn / 4 % (wide ? 2 : 3)];
    problem.statistic_dtype = vectors[turn / 8 % (wide ? 2 : 3)];
    problem.has_weight = turn % 5 != 4;
    problem.has_bias = turn % 7 != 6;
    problem.track_running_stats = uses_running_statistics(pass) || turn % 3 != 2;
    if (turn % 5 == 1) problem.momentum = std::nullopt;
    if (is_backward(pass)) {
      problem.gradients = {
          .dx = turn % 11 != 1, .dweight = turn % 11 != 2, .dbias = turn % 11 != 3};
    }
    constexpr const char* kHazards[] = {"benign", "huge_mean", "conditioned", "one_outlier",
                                        "upstream"};
    problem.hazard = kHazards[turn / 3 % std::size(kHazards)];
    problem.seed = turn;
    return problem;
  }

 private:
  std::uint64_t turn_ = 0;
};

}  // namespace normaudit::fast
