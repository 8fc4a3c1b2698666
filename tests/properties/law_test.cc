// Every registered law becomes one test; and a law that does not hold is seen to be broken.
#include "properties/law.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace normaudit::properties {
namespace {

int effort() {
  const char* text = std::getenv("NORMAUDIT_EFFORT");
  return text == nullptr ? 1 : std::max(1, std::atoi(text));
}

class LawTest : public testing::TestWithParam<std::string> {};

TEST_P(LawTest, Holds) {
  const Law& law = *Registry<Law>::instance().find(GetParam());
  const LawEffort asked{.cases = 200 * effort(), .seed = 20261121};

  const LawOutcome outcome = run_law(law, asked);

  EXPECT_EQ(outcome.counterexample, "") << law.sentence;
  EXPECT_EQ(outcome.cases, asked.cases);
  // Four passes times four dtypes: all drawn, or the law was vacuous somewhere.
  EXPECT_EQ(outcome.drawn.size(), 16U);
}

INSTANTIATE_TEST_SUITE_P(Registered, LawTest, testing::ValuesIn(Registry<Law>::instance().names()),
                         [](const auto& tested) { return tested.param; });

TEST(RunLaw, ReportsTheSmallestProblemItFinds) {
  const Law false_law{.name = "no_float16",
                      .sentence = "No problem has float16 data.",
                      .violation = [](const Problem& problem) {
                        return problem.dtype == Dtype::kFloat16 ? std::string("it has")
                                                                : std::string();
                      }};

  const LawOutcome outcome = run_law(false_law, {.cases = 200, .seed = 7});

  EXPECT_NE(outcome.counterexample.find("'batch_norm forward_training dtype=float16 shape=0,1' "
                                        "breaks it: it has (seed 7)"),
            std::string::npos)
      << outcome.counterexample;
}

}  // namespace
}  // namespace normaudit::properties
