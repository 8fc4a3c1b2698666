// Under every registered hazard, at every pass and the edge sizes, the textbook backends pass: this
// is where non-finite inputs, empty batches and single elements meet the table of special values.
#include "core/hazard.h"

#include <gtest/gtest.h>

#include "core/backend.h"
#include "core/run.h"
#include "verdict/explain.h"
#include "verdict/judge.h"

namespace normaudit::verdict {
namespace {

void judge_all(const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  for (const char* name : {"one_pass", "two_pass", "welford"}) {
    const Backend& backend = find_backend(name);
    const Run run = run_backend(backend, problem, inputs);
    ASSERT_EQ(run.unsupported, "");
    const Verdict verdict = judge(problem, inputs, run.outputs, *backend.contract);
    EXPECT_NE(verdict.status, Status::kFail)
        << name << "\n"
        << explain({problem, inputs, run.outputs, *backend.contract, verdict});
  }
}

class EveryHazard : public testing::TestWithParam<std::string> {};

TEST_P(EveryHazard, LetsTheTextbookBackendsPass) {
  std::uint64_t seed = 1;
  for (Pass pass :
       {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
    for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat64}) {
      for (std::int64_t n : {0, 1, 2, 7, 64}) {
        for (double eps : {0.0, 1e-5}) {
          Problem problem;
          problem.hazard = GetParam();
          problem.pass = pass;
          problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
          problem.shape = {n, 9, {}};
          problem.eps = eps;
          problem.seed = seed++;
          if (seed % 2 == 0) problem.momentum = std::nullopt;
          problem.has_weight = seed % 3 != 0;
          problem.has_bias = seed % 5 != 0;
          SCOPED_TRACE(to_string(problem));
          judge_all(problem);
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Hazards, EveryHazard,
                         testing::ValuesIn(Registry<Hazard>::instance().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace normaudit::verdict
