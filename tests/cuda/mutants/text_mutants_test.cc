// Every wrong kernel of text/ is noticed in the way it says: by the bound of the contract it
// claims, by the executor, or by other bits under another schedule. What it was made from passes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cuda/gpu.h"
#include "cuda/host/geometry.h"
#include "properties/law.h"
#include "properties/run_law.h"
#include "tests/cuda/kernels_under_test.h"
#include "tests/cuda/mutants/text_mutant.h"

namespace normaudit::cuda {
namespace {

using simt::Schedule;
using simt::ScopedSchedule;

/// What the executor, the guards or the bound say of it; empty where nothing is wrong.
struct Notice {
  std::string report;
  std::string verdict;
};

Notice notice_of(const Backend& backend, const Problem& problem) {
  const Tensors inputs = make_inputs(problem);
  try {
    const Run run = run_backend(backend, problem, inputs);
    EXPECT_EQ(run.unsupported, "") << backend.name;
    const verdict::Verdict found = verdict::judge(problem, inputs, run.outputs, *backend.contract);
    return {"", found.status == verdict::Status::kFail ? found.reason + "judged" : ""};
  } catch (const GpuError& error) {
    return {error.what(), ""};
  }
}

/// Of the mutants' kernels only float32 ones were made, of the problem's pass and layout.
Backend narrowed(const TextMutant& mutant) {
  Backend backend = find_backend(mutant.wrong());
  const Problem own = parse_problem(mutant.problem);
  backend.supports = [own, supports = backend.supports](const Problem& problem) {
    const bool nhwc = own.layout.kind == Layout::Kind::kNhwc;
    const Geometry geometry = geometry_of(IndexMap(problem.shape, problem.layout));
    const bool columns = geometry.kind == Geometry::Kind::kColumns;
    if (problem.dtype != Dtype::kFloat32) return std::string("dtype");
    if (uses_running_statistics(problem.pass) && problem.pass != own.pass) {
      return std::string("pass");
    }
    if (columns && !nhwc) return std::string("layout");
    return supports(problem);
  };
  return backend;
}

std::vector<TextMutant> with_law() {
  std::vector<TextMutant> result;
  for (const TextMutant& mutant : text_mutants()) {
    if (!mutant.law.empty()) result.push_back(mutant);
  }
  return result;
}

class TextMutants : public testing::TestWithParam<TextMutant> {};
class OfLaws : public testing::TestWithParam<TextMutant> {};

TEST_P(TextMutants, AreNoticed) {
  const TextMutant& mutant = GetParam();
  const Problem problem = parse_problem(mutant.problem);
  const Notice right = notice_of(find_backend(mutant.right()), problem);
  ASSERT_EQ(right.report + right.verdict, "") << "the right kernels";
  if (mutant.noticed_by == "schedules") {
    bool noticed = false;
    for (std::uint64_t seed = 1; seed <= 20 && !noticed; ++seed) {
      const ScopedSchedule scoped({.order = Schedule::Order::kRandom, .seed = seed, .resident = 0});
      const Notice found = notice_of(find_backend(mutant.wrong()), problem);
      noticed = !(found.report + found.verdict).empty();
    }
    EXPECT_TRUE(noticed) << mutant.sentence;
    return;
  }
  const Notice found = notice_of(find_backend(mutant.wrong()), problem);
  RecordProperty("report", found.report);
  EXPECT_EQ(!found.report.empty(), mutant.noticed_by == "report") << found.report;
  EXPECT_NE(found.report.find(mutant.report), std::string::npos) << found.report;
  EXPECT_EQ(!found.verdict.empty(), mutant.noticed_by == "verdict") << mutant.sentence;
}

TEST_P(OfLaws, AreNoticedByTheirLaw) {
  const TextMutant& mutant = GetParam();
  const properties::LawOutcome outcome =
      properties::run_law(properties::find_law(mutant.law), narrowed(mutant),
                          {.cases = 400, .seed = 7, .shrink_budget = std::chrono::milliseconds(0)});
  EXPECT_EQ(outcome.status, verdict::Status::kFail)
      << mutant.law << " did not notice " << mutant.name << ": " << outcome.reason;
  RecordProperty(mutant.law, outcome.reason + "  <- " + outcome.counterexample);
}

INSTANTIATE_TEST_SUITE_P(OfKernels, OfLaws, testing::ValuesIn(with_law()),
                         [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(OfKernels, TextMutants, testing::ValuesIn(text_mutants()),
                         [](const auto& tested) { return tested.param.name; });

// Without the removals of synchronization_main.cc.
TEST(TextMutants, AreEnough) { EXPECT_GE(text_mutants().size(), 30u); }

}  // namespace
}  // namespace normaudit::cuda
