// Drawn problems are valid, cheap, of every class at once, and every failure of one shrinks.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/hazard.h"
#include "properties/generators/counts.h"
#include "properties/generators/drawn_problem.h"
#include "properties/generators/problems.h"
#include "tests/properties/generators_draw.h"

namespace normaudit::properties {
namespace {

constexpr std::uint64_t kDraws = 4000;

Problem drawn(std::uint64_t index) { return DrawnProblem(7, index).problem(); }

TEST(GeneratorsProblemTest, EveryProblemIsValidAndReadsBack) {
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Problem problem = drawn(i);
    ASSERT_NO_THROW(validate(problem)) << to_string(problem);
    ASSERT_EQ(to_string(parse_problem(to_string(problem))), to_string(problem));
  }
}

// What makes a soak of a million evaluations a matter of half an hour.
TEST(GeneratorsProblemTest, MostProblemsAreSmall) {
  std::int64_t elements = 0;
  std::uint64_t small = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const std::int64_t count = drawn(i).shape.count();
    elements += count;
    small += count < 200 ? 1 : 0;
  }
  EXPECT_LT(elements, static_cast<std::int64_t>(150 * kDraws));
  EXPECT_GT(small, kDraws * 3 / 4);
}

TEST(GeneratorsProblemTest, OneInEightIsTinyWithNumbersOfEveryClass) {
  std::uint64_t written = 0;
  std::map<Role, std::uint64_t> roles;
  std::map<std::string, std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Problem problem = drawn(i);
    written += problem.values.empty() ? 0 : 1;
    for (const auto& [role, values] : problem.values) {
      ++roles[role];
      for (double value : values) {
        if (std::isnan(value)) ++numbers["nan"];
        if (std::isinf(value)) ++numbers["inf"];
        if (value == 0 && std::signbit(value)) ++numbers["-0"];
        if (value != 0 && std::fabs(value) < 0x1p-126) ++numbers["tiny"];
        if (std::isfinite(value) && std::fabs(value) > 0x1p+100) ++numbers["huge"];
      }
      if (values.size() < 3 || !std::isfinite(values[0] + values[1])) continue;
      const std::int64_t next = ordinal(problem.dtype, narrow(problem.dtype, values[1])) -
                                ordinal(problem.dtype, narrow(problem.dtype, values[0]));
      if (role == Role::kX && next != 0 && std::abs(next) <= 16) ++numbers["neighbours"];
    }
  }
  EXPECT_GT(written, kDraws / 12);
  EXPECT_LT(written, kDraws / 6);
  EXPECT_EQ(roles.size(), 6U);
  for (const auto& [role, count] : roles) EXPECT_GT(count, kDraws / 100) << to_string(role);
  EXPECT_EQ(numbers.size(), 6U);
  for (const auto& [name, count] : numbers) EXPECT_GT(count, kDraws / 100) << name;
}

// Whatever a claim is about, its simplest counterexample is a short text.
TEST(GeneratorsProblemTest, ShrinkingFindsTheSimplestProblem) {
  struct Claim {
    std::function<bool(const Problem&)> breaks;
    std::string simplest;
  };
  const std::vector<Claim> claims{
      {[](const Problem&) { return true; }, "batch_norm forward_training shape=1,1"},
      {[](const Problem& p) { return p.pass == Pass::kBackward && p.gradients != Gradients{}; },
       "batch_norm backward shape=1,1 gradients=wb"},
      {[](const Problem& p) { return p.layout.kind == Layout::Kind::kNhwc; },
       "batch_norm forward_training shape=1,1 layout=nhwc"},
      {[](const Problem& p) { return p.dtype == Dtype::kFloat16; },
       "batch_norm forward_training dtype=float16 parameters=float16 statistics=float16 shape=1,1"},
      {[](const Problem& p) { return p.eps == 0 && p.hazard == "raw_bits" && p.seed >= 100; },
       "batch_norm forward_training shape=1,1 eps=0 hazard=raw_bits seed=100"},
      {[](const Problem& p) { return group_size(p) > 100 && !p.has_weight; },
       "batch_norm forward_training shape=121,1 affine=b"},
      {[](const Problem& p) { return p.shape.channels > 1 && p.shape.rank() > 3; },
       "batch_norm forward_training shape=1,2,1,1"},
      {[](const Problem& p) { return p.values.contains(Role::kX) && p.values.at(Role::kX)[0] > 3; },
       "batch_norm forward_training shape=1,1 x=0x1p+2 weight=0x0p+0 bias=0x0p+0 "
       "running_mean=0x0p+0 running_var=0x0p+0"},
  };
  for (const Claim& claim : claims) {
    for (std::uint64_t i = 0;; ++i) {
      ASSERT_LT(i, 3000U) << claim.simplest;
      const DrawnProblem problem(3, i);
      if (!claim.breaks(problem.problem())) continue;
      const Problem smallest = problem.shrunk(claim.breaks, std::chrono::milliseconds(5000));
      EXPECT_TRUE(claim.breaks(smallest));
      EXPECT_EQ(to_string(smallest), claim.simplest);
      break;
    }
  }
}

// Also on the way there: no order of shrinking makes a problem invalid.
TEST(GeneratorsProblemTest, EveryRelativeIsValid) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    int asked = 0;
    DrawnProblem(11, i).shrunk(
        [&](const Problem& relative) {
          EXPECT_NO_THROW(validate(relative)) << to_string(relative);
          // Accepts every other one, to come by many.
          return ++asked % 2 == 0;
        },
        std::chrono::milliseconds(5000));
    EXPECT_GT(asked, 0);
  }
}

}  // namespace
}  // namespace normaudit::properties
