// The runner: what it counts, when a law is vacuous, and how small it makes a violation.
#include "properties/run_law.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "core/error.h"
#include "properties/bend.h"
#include "properties/oracle_backend.h"

namespace normaudit::properties {
namespace {

using verdict::Status;

Finding held() { return {.broken = {}, .assertions = 1}; }
Finding broken(const std::string& text) { return {.broken = text, .assertions = 1}; }

Law law_of(std::function<Finding(const Trial&)> check) {
  return {.name = "tested",
          .sentence = "A law made for this test.",
          .reaches = {},
          .excludes = {},
          .bend = {},
          .check = std::move(check)};
}

LawOutcome run(const Law& law, const LawEffort& effort = {.cases = 300, .seed = 7}) {
  return run_law(law, oracle_backend(), effort);
}

TEST(RunLaw, CountsWhatHeldAndWhatSaidNothing) {
  const LawOutcome outcome = run(law_of([](const Trial& trial) {
    return trial.problem.dtype == Dtype::kFloat16 ? Finding{} : held();
  }));

  EXPECT_EQ(outcome.status, Status::kPass);
  EXPECT_EQ(outcome.cases + outcome.empty, 300U);
  EXPECT_GT(outcome.empty, 0U);
  EXPECT_FALSE(outcome.tags.contains("float16"));
  EXPECT_GT(outcome.tags.at("float32"), 0U);
}

TEST(RunLaw, ALawThatSaysNothingIsVacuous) {
  EXPECT_EQ(run(law_of([](const Trial&) { return Finding{}; })).status, Status::kVacuous);
}

TEST(RunLaw, ABackendWithOneReasonForEveryProblemIsUnsupported) {
  const Law law = law_of([](const Trial&) { return held(); });
  Backend backend = oracle_backend();
  backend.supports = [](const Problem&) { return std::string("no device"); };
  const LawOutcome outcome = run_law(law, backend, {.cases = 5});
  EXPECT_EQ(outcome.status, Status::kUnsupported);
  EXPECT_EQ(outcome.reason, "no device");
  int asked = 0;
  backend.supports = [&](const Problem&) { return "reason " + std::to_string(asked++); };
  EXPECT_EQ(run_law(law, backend, {.cases = 5}).status, Status::kVacuous);
}

TEST(RunLaw, ALawThatDoesNotReachItsTagIsVacuous) {
  Law law = law_of([](const Trial&) { return held(); });
  law.bend = [](Problem& problem) { set_pass(problem, Pass::kInference); };
  law.reaches = {"backward"};

  const LawOutcome outcome = run(law);

  EXPECT_EQ(outcome.status, Status::kVacuous);
  EXPECT_EQ(outcome.reason, "0 of 300 cases had backward");
}

TEST(RunLaw, AnExcludedBackendIsUnsupported) {
  Law law = law_of([](const Trial&) { return broken("never asked"); });
  law.excludes = [](const Backend& backend) { return "not for " + backend.name; };

  EXPECT_EQ(run(law).status, Status::kUnsupported);
  EXPECT_EQ(run(law).reason, "not for oracle");
}

TEST(RunLaw, ProblemsTheBackendDoesNotTakeAreNoCases) {
  Backend picky = oracle_backend();
  picky.supports = [](const Problem& problem) {
    return std::string(problem.dtype == Dtype::kFloat64 ? "" : "not float64");
  };

  const LawOutcome outcome =
      run_law(law_of([](const Trial&) { return held(); }), picky, {.cases = 300, .seed = 7});

  EXPECT_GT(outcome.unsupported, 0U);
  EXPECT_EQ(outcome.cases, 300U);
}

TEST(RunLaw, ABendThatMakesAnInvalidProblemIsAFinding) {
  Law law = law_of([](const Trial&) { return held(); });
  law.bend = [](Problem& problem) { problem.eps = -1; };

  const LawOutcome outcome = run(law);

  EXPECT_EQ(outcome.status, Status::kFail);
  EXPECT_TRUE(outcome.reason.starts_with("it threw: eps")) << outcome.reason;
}

TEST(RunLaw, WhatIsThrownIsAFinding) {
  const LawOutcome outcome =
      run(law_of([](const Trial&) -> Finding { throw std::runtime_error("out of paper"); }));

  EXPECT_EQ(outcome.status, Status::kFail);
  EXPECT_EQ(outcome.reason, "it threw: out of paper");
}

TEST(RunLaw, ShrinksToTheSmallestProblemAndWritesItOut) {
  const LawOutcome outcome = run(law_of([](const Trial& trial) {
    const Tensor& x = trial.inputs.at(Role::kX);
    for (std::int64_t i = 0; i < x.count(); ++i) {
      if (x.get(i) > 1) return broken("x[" + std::to_string(i) + "] is above one");
    }
    return held();
  }));

  ASSERT_EQ(outcome.status, Status::kFail);
  EXPECT_EQ(outcome.reason, "x[0] is above one");
  const Problem small = parse_problem(outcome.counterexample);
  EXPECT_EQ(small.shape.count(), 1);
  EXPECT_EQ(small.pass, Pass::kForwardTraining);
  EXPECT_EQ(small.layout, Layout{});
  const Problem explicit_one = parse_problem(outcome.written_out);
  ASSERT_EQ(explicit_one.values.at(Role::kX).size(), 1U);
  EXPECT_GT(explicit_one.values.at(Role::kX)[0], 1);
}

TEST(RunLaw, ShrinkingEndsWithItsBudget) {
  std::atomic<int> trials = 0;
  const Law law = law_of([&](const Trial&) {
    ++trials;
    return broken("always");
  });

  const LawOutcome outcome = run(law, {.cases = 1, .seed = 7, .shrink_budget = {}});

  EXPECT_EQ(outcome.status, Status::kFail);
  EXPECT_LT(trials, 5);
}

TEST(RunLaw, TriesPastFailuresFirst) {
  const std::string past = "batch_norm inference dtype=float64 shape=1,1 seed=99";
  const Law law = law_of(
      [](const Trial& trial) { return trial.problem.seed == 99 ? broken("again") : held(); });

  const LawOutcome outcome = run(law, {.cases = 1, .seed = 7, .replayed = {past}});

  EXPECT_EQ(outcome.status, Status::kFail);
  EXPECT_EQ(outcome.counterexample, past);
}

TEST(RunLaw, NamesAPastFailureThatIsNoProblem) {
  const Law law = law_of([](const Trial&) { return held(); });
  try {
    run(law, {.cases = 1, .seed = 7, .replayed = {"batch_norm sideways"}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("past failure 'batch_norm sideways': "));
  }
}

TEST(RunLaw, AGivenProblemNeedsNoReach) {
  Law law = law_of([](const Trial&) { return held(); });
  law.reaches = {"backward"};

  const LawOutcome outcome = run(law, {.cases = 0, .replayed = {"batch_norm inference shape=1,1"}});

  EXPECT_EQ(outcome.status, Status::kPass);
  EXPECT_EQ(outcome.cases, 1U);
}

TEST(RunLaw, AFailureThatDoesNotComeBackKeepsItsReason) {
  int trials = 0;
  const LawOutcome outcome =
      run(law_of([&](const Trial&) { return ++trials == 1 ? broken("once") : held(); }));

  EXPECT_EQ(outcome.status, Status::kFail);
  EXPECT_EQ(outcome.reason, "once (but not once more)");
}

TEST(TryLaw, SaysNothingOfAnExcludedBackend) {
  Law law = law_of([](const Trial&) { return broken("never asked"); });
  law.excludes = [](const Backend&) { return std::string("not today"); };

  EXPECT_EQ(try_law(law, oracle_backend(), Problem{}).assertions, 0);
}

TEST(RunLaw, TheSameSeedDrawsTheSameProblems) {
  const auto texts = [](std::uint64_t seed, std::uint64_t first) {
    std::vector<std::string> seen;
    const Law law = law_of([&](const Trial& trial) {
      seen.push_back(to_string(trial.problem));
      return held();
    });
    run(law, {.cases = 20, .seed = seed, .first_case = first});
    return seen;
  };

  const std::vector<std::string> whole = texts(7, 0);
  const std::vector<std::string> later = texts(7, 10);

  EXPECT_EQ(whole, texts(7, 0));
  EXPECT_NE(whole, texts(8, 0));
  EXPECT_TRUE(std::equal(whole.begin() + 10, whole.end(), later.begin()));
}

}  // namespace
}  // namespace normaudit::properties
