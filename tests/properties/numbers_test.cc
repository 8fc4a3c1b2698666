// Every class and every binade of every format is really drawn, and shrinking ends where it should.
#include "properties/generators/numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "core/bits.h"
#include "tests/properties/generators_draw.h"

namespace normaudit::properties {
namespace {

class NumbersTest : public testing::TestWithParam<Dtype> {
 protected:
  Format format() const { return format_of(GetParam()); }
  double smallest_normal() const { return std::ldexp(1.0, format().min_exponent); }
  double largest() const {
    return widen(GetParam(), from_ordinal(GetParam(), max_ordinal(GetParam()) - 1));
  }
  bool is_of_format(double value) const {
    return std::isnan(value) || widen(GetParam(), narrow(GetParam(), value)) == value;
  }
};

TEST_P(NumbersTest, EveryClassIsDrawnOnceInTwoHundred) {
  constexpr int kDraws = 20000;
  std::map<std::string, int> seen;
  for_draws(any_number(GetParam()), kDraws, [&](double value) {
    ASSERT_TRUE(is_of_format(value)) << value;
    const double magnitude = std::fabs(value);
    const std::string sign = std::signbit(value) ? "-" : "+";
    if (std::isnan(value)) ++seen["nan"];
    if (std::isinf(value)) ++seen[sign + "inf"];
    if (value == 0) ++seen[sign + "0"];
    if (value != 0 && magnitude < smallest_normal()) ++seen[sign + "subnormal"];
    if (magnitude >= 0.5 && magnitude <= 2) ++seen[sign + "near 1"];
    int exponent = 0;
    const bool normal = std::isfinite(value) && magnitude >= smallest_normal();
    if (normal && std::frexp(magnitude, &exponent) == 0.5) ++seen[sign + "power of two"];
    if (normal && value == std::trunc(value) && magnitude <= 16) ++seen[sign + "small integer"];
    if (std::isfinite(value) && magnitude > std::ldexp(1.0, format().max_exponent / 2)) {
      ++seen[sign + "huge"];
    }
  });
  EXPECT_EQ(seen.size(), 15U);
  for (const auto& [name, count] : seen) EXPECT_GE(count, kDraws / 200) << name;
}

TEST_P(NumbersTest, EveryBinadeIsDrawn) {
  std::set<int> seen;
  for_draws(any_number(GetParam()), GetParam() == Dtype::kFloat64 ? 80000 : 10000,
            [&](double value) {
              if (value != 0 && std::isfinite(value)) seen.insert(std::ilogb(value));
            });
  const int least = format().min_exponent - format().precision + 1;
  EXPECT_EQ(*seen.begin(), least);
  EXPECT_EQ(*seen.rbegin(), format().max_exponent);
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(format().max_exponent - least + 1));
}

TEST_P(NumbersTest, ShrinkingEndsAtZeroAndAtSimpleNumbers) {
  const auto end = [&](const std::function<bool(const double&)>& fails) {
    return simplest_failure<double>(any_number(GetParam()), 5000, fails);
  };
  EXPECT_EQ(end([](double) { return true; }), 0.0);
  EXPECT_FALSE(std::signbit(*end([](double value) { return value == 0; })));
  EXPECT_EQ(end([](double value) { return value != 0; }), 1.0);
  EXPECT_EQ(end([](double value) { return value > 1000; }), 1024.0);
  EXPECT_EQ(end([](double value) { return value < -3; }), -4.0);
  EXPECT_EQ(end([](double value) { return value > 0 && value < 0.3; }), 0.25);
  EXPECT_TRUE(std::isnan(*end([](double value) { return std::isnan(value); })));
  EXPECT_EQ(end([](double value) { return std::isinf(value); }), HUGE_VAL);
  EXPECT_EQ(end([](double value) { return value > 1 && value < 2; }), 1.5);
}

// By the last candidate each time, which is the least simple one: the longest way there is.
TEST_P(NumbersTest, EveryChainOfSimplerNumbersEnds) {
  for_draws(any_number(GetParam()), 200, [&](double start) {
    double value = start;
    for (int steps = 0;; ++steps) {
      const std::vector<double> simpler = simpler_numbers(GetParam(), value);
      for (double each : simpler) ASSERT_TRUE(is_of_format(each)) << each;
      if (simpler.empty()) break;
      ASSERT_LT(steps, 3000) << start;
      value = simpler.back();
    }
    EXPECT_EQ(value, 0);
  });
}

TEST_P(NumbersTest, RangesHoldTheirEndsAndNothingElse) {
  const double hi = ordinals_away(GetParam(), -1, 6);
  const double lo = ordinals_away(GetParam(), -1, -1);
  std::set<double> seen;
  for_draws(ulp_range(GetParam(), lo, hi), 400, [&](double value) { seen.insert(value); });
  EXPECT_EQ(seen.size(), 8U);
  EXPECT_EQ(*seen.begin(), lo);
  EXPECT_EQ(*seen.rbegin(), hi);

  int positive = 0;
  for_draws(ulp_range(GetParam(), -largest(), largest()), 400, [&](double value) {
    ASSERT_TRUE(std::isfinite(value));
    positive += value > 0 ? 1 : 0;
  });
  EXPECT_GT(positive, 150);
  EXPECT_LT(positive, 250);
}

TEST_P(NumbersTest, RangesShrinkTowardsZeroByOrdinals) {
  const auto always = [](const double&) { return true; };
  EXPECT_EQ(simplest_failure<double>(ulp_range(GetParam(), -3, 5), 1, always), 0.0);
  EXPECT_EQ(simplest_failure<double>(ulp_range(GetParam(), 2, 5), 1, always), 2.0);
  EXPECT_EQ(simplest_failure<double>(ulp_range(GetParam(), -5, -2), 1, always), -2.0);
  const std::function<bool(const double&)> above = [](const double& value) { return value > 3; };
  EXPECT_EQ(simplest_failure<double>(ulp_range(GetParam(), 2, 5), 100, above),
            ordinals_away(GetParam(), 3, 1));
}

TEST_P(NumbersTest, RangesThatAreNoneAreRefused) {
  EXPECT_THROW(ulp_range(GetParam(), 2, 1), std::invalid_argument);
  EXPECT_THROW(ulp_range(GetParam(), std::nan(""), 1), std::invalid_argument);
  EXPECT_EQ(is_of_format(0x1p-1074), GetParam() == Dtype::kFloat64);
  if (GetParam() != Dtype::kFloat64) {
    EXPECT_THROW(ulp_range(GetParam(), 0, 0x1p-1074), std::invalid_argument);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, NumbersTest, testing::ValuesIn(kDtypes),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::properties
