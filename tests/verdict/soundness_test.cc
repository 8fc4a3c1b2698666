// No correct backend exceeds its bound, over the distributions of sweep.h and every hard
// set of sweep.h. The largest ratios are printed; wrong_test.cc shows that the bounds are not
// slack.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "core/backend.h"
#include "core/run.h"
#include "tests/verdict/sweep.h"
#include "verdict/explain.h"
#include "verdict/judge.h"

namespace normaudit::verdict {
namespace {

constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                            Pass::kBackwardInference};

struct Line {
  double ratio = 0;  // largest error over bound
  std::int64_t bounded = 0;
  std::int64_t unbounded = 0;
};

// By "backend output".
using Tally = std::map<std::string, Line>;

void judge_sweep(const Sweep& sweep, Tally& tally) {
  const Problem problem = problem_of(sweep);
  const Tensors inputs = inputs_of(sweep, problem);
  for (const char* name : {"one_pass", "two_pass", "welford"}) {
    const Backend& backend = find_backend(name);
    const Run run = run_backend(backend, problem, inputs);
    ASSERT_EQ(run.unsupported, "");
    const Verdict verdict = judge(problem, inputs, run.outputs, *backend.contract);
    EXPECT_NE(verdict.status, Status::kFail)
        << name << " n " << sweep.n << " eps " << sweep.eps << "\n"
        << explain({problem, inputs, run.outputs, *backend.contract, verdict});
    for (const OutputVerdict& output : verdict.outputs) {
      const std::string key = std::string(name) + " " + std::string(to_string(output.role));
      Line& line = tally[key];
      line.ratio = std::max(line.ratio, output.worst.over_bound);
      line.bounded += output.elements - output.unbounded;
      line.unbounded += output.unbounded;
    }
  }
}

void print(const Tally& tally) {
  for (const auto& [key, line] : tally) {
    std::printf("%-24s %.4f  bounded %lld, unbounded %lld\n", key.c_str(), line.ratio,
                static_cast<long long>(line.bounded), static_cast<long long>(line.unbounded));
  }
}

class Soundness : public testing::TestWithParam<Dtype> {};

TEST_P(Soundness, NoTextbookBackendExceedsItsBoundOnSmallGroups) {
  Tally tally;
  std::uint64_t seed = 1;
  for (std::int64_t n : {1, 2, 3, 5, 10, 33}) {
    for (double eps : {0.0, 1e-12, 1e-5, 1.0}) {
      for (Pass pass : kPasses) {
        judge_sweep({.pass = pass,
                     .dtype = GetParam(),
                     .n = n,
                     .eps = eps,
                     .seed = seed++,
                     .sets = all_data_sets(GetParam())},
                    tally);
      }
    }
  }
  print(tally);
}

TEST_P(Soundness, NoTextbookBackendExceedsItsBoundOnLargeGroups) {
  Tally tally;
  std::uint64_t seed = 1000;
  for (std::int64_t n : {100, 1000}) {
    for (Pass pass : kPasses) {
      judge_sweep({.pass = pass,
                   .dtype = GetParam(),
                   .n = n,
                   .eps = n == 100 ? 0.0 : 1e-12,
                   .seed = seed++,
                   .sets = all_data_sets(GetParam())},
                  tally);
    }
  }
  print(tally);
}

// Every eleventh, or every fifty-third, data set, so that the sums are long and the test short.
TEST_P(Soundness, NoTextbookBackendExceedsItsBoundOnHugeGroups) {
  Tally tally;
  std::uint64_t seed = 2000;
  const std::vector<DataSet> all = all_data_sets(GetParam());
  for (std::int64_t n : {4097, 100003}) {
    std::vector<DataSet> some;
    for (std::size_t i = 1; i < all.size(); i += n == 4097 ? 11 : 53) some.push_back(all[i]);
    for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
      judge_sweep(
          {.pass = pass, .dtype = GetParam(), .n = n, .eps = 1e-5, .seed = seed++, .sets = some},
          tally);
    }
  }
  print(tally);
}

INSTANTIATE_TEST_SUITE_P(Formats, Soundness, testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
