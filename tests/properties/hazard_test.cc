// The hazards that draw widely hold what they say, in every format that has room for it.
#include "core/hazard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace normaudit::properties {
namespace {

constexpr std::int64_t kChannels = 600;
constexpr std::int64_t kSamples = 24;

Tensors inputs_of_hazard(const std::string& hazard, const std::string& fields) {
  return make_inputs(parse_problem("batch_norm " + fields + " shape=" + std::to_string(kSamples) +
                                   "," + std::to_string(kChannels) + " hazard=" + hazard));
}

std::vector<double> channel(const Tensor& array, std::int64_t c) {
  std::vector<double> numbers;
  for (std::int64_t n = 0; n < kSamples; ++n) numbers.push_back(array.get(n * kChannels + c));
  return numbers;
}

struct Spread {
  double mean = 0;
  double deviation = 0;
};

Spread spread_of(const std::vector<double>& numbers) {
  Spread spread;
  const auto n = static_cast<double>(numbers.size());
  for (double x : numbers) spread.mean += x / n;
  for (double x : numbers) spread.deviation += (x - spread.mean) * (x - spread.mean) / n;
  spread.deviation = std::sqrt(spread.deviation);
  return spread;
}

// The exponent of a power of ten, from sampled numbers: the nearest one.
int decade(double value) { return static_cast<int>(std::lround(std::log10(value))); }

TEST(WideHazardTest, ConditionedDrawsEveryRatioAndDeviationOfEitherSign) {
  const Tensors inputs = inputs_of_hazard("conditioned", "forward_training dtype=float64 eps=1e-5");
  std::map<int, int> deviations;
  std::map<int, int> ratios;
  int constant = 0;
  int negative = 0;
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const std::vector<double> x = channel(inputs.at(Role::kX), c);
    if (std::ranges::adjacent_find(x, std::not_equal_to<>()) == x.end()) {
      ++constant;
      continue;
    }
    const Spread spread = spread_of(x);
    ++deviations[decade(spread.deviation)];
    const double ratio = std::fabs(spread.mean) / spread.deviation;
    if (ratio > 30) ++ratios[decade(ratio)];
    if (ratio < 0.7) ++ratios[0];
    negative += spread.mean < 0 ? 1 : 0;
  }
  // 1e-30, 1e-10, 1e-5, around the root of 1e-5 = 3.2e-3, 0.1, 3, 1e3, 1e15.
  for (int each : {-30, -10, -5, -3, -2, -1, 3, 15}) {
    EXPECT_GT(deviations[each], kChannels / 40) << each;
  }
  EXPECT_GT(deviations[0] + deviations[1], kChannels / 40);
  for (int each : {0, 2, 3, 4, 6}) EXPECT_GT(ratios[each], kChannels / 40) << each;
  EXPECT_GT(constant, kChannels / 40);
  EXPECT_GT(negative, kChannels / 4);
  EXPECT_LT(negative, 3 * kChannels / 4);
}

TEST(WideHazardTest, ConditionedFitsEveryFormatAndFollowsEps) {
  for (Dtype dtype : kDtypes) {
    for (const char* eps : {"eps=1", "eps=0x1p-1074", "eps=0x1p+900", "eps=0"}) {
      const Tensors inputs = inputs_of_hazard(
          "conditioned", "inference dtype=" + std::string(to_string(dtype)) +
                             " statistics=" + std::string(to_string(dtype)) + " " + eps);
      for (const auto& [role, array] : inputs.arrays) {
        for (std::int64_t i = 0; i < array.count(); ++i) ASSERT_TRUE(std::isfinite(array.get(i)));
      }
      const Tensor& var = inputs.at(Role::kRunningVar);
      for (std::int64_t c = 0; c < kChannels; ++c) ASSERT_GE(var.get(c), 0);
    }
  }
  // Three channels in eleven have a deviation beside the root of eps, whatever eps is.
  const Tensors wide = inputs_of_hazard("conditioned", "forward_training eps=0x1p+40");
  int beside = 0;
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double deviation = spread_of(channel(wide.at(Role::kX), c)).deviation;
    beside += deviation > 0x1p+17 && deviation < 0x1p+23 ? 1 : 0;
  }
  EXPECT_GT(beside, kChannels / 6);
}

TEST(WideHazardTest, UpstreamDrawsEveryKindOfGradient) {
  const Tensors inputs = inputs_of_hazard("upstream", "backward");
  std::map<std::string, int> seen;
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const std::vector<double> dy = channel(inputs.at(Role::kDy), c);
    const auto [least, most] = std::ranges::minmax(dy);
    const auto zeros = std::ranges::count(dy, 0.0);
    if (least == 1 && most == 1) ++seen["one"];
    if (dy == channel(inputs.at(Role::kX), c)) ++seen["x"];
    if (zeros == 0 && least > 0 && most < 1) ++seen["positive"];
    if (zeros == 0 && most < 0 && least > -1) ++seen["negative"];
    if (most > 0x1p+90 && least < -0x1p+90) ++seen["2^100"];
    if (most > 0 && most < 0x1p-90) ++seen["2^-100"];
    if (zeros == kSamples - 1) ++seen["one-hot"];
    if (zeros == kSamples) ++seen["zero"];
    if (least == -1 && most == 1 && std::ranges::count(dy, 1.0) == kSamples / 2) ++seen["+-1"];
  }
  EXPECT_EQ(seen.size(), 9U);
  for (const auto& [kind, count] : seen) EXPECT_GT(count, kChannels / 60) << kind;
}

TEST(WideHazardTest, ExtremeParametersHoldEveryExtreme) {
  const Tensors inputs = inputs_of_hazard("extreme_parameters", "inference");
  const auto counted = [&](Role role, auto claim) {
    int count = 0;
    for (std::int64_t c = 0; c < kChannels; ++c) count += claim(inputs.at(role).get(c)) ? 1 : 0;
    return count;
  };
  const auto equal = [&](Role role, double value) {
    return counted(role, [&](double each) {
      return each == value && std::signbit(each) == std::signbit(value);
    });
  };
  const double tiny = static_cast<double>(1e-8F);
  for (double weight : {1.0, 0.0, -0.0, tiny, -tiny, 2.5, -1.0, -3.0, 1e3, 0x1p+125}) {
    EXPECT_GT(equal(Role::kWeight, weight), kChannels / 40) << weight;
  }
  for (double bias : {0.0, -0.0, 1.0, -1.0, tiny, -1e4, 0x1p+125}) {
    EXPECT_GT(equal(Role::kBias, bias), kChannels / 40) << bias;
  }
  for (double mean : {1.0, 0.0, -50.0, 1e4, -tiny, 0x1p+125}) {
    EXPECT_GT(equal(Role::kRunningMean, mean), kChannels / 40) << mean;
  }
  for (double var : {1.0, 0.0, static_cast<double>(1e-7F), 1e5, 0x1p+125, 0x1p-126}) {
    EXPECT_GT(equal(Role::kRunningVar, var), kChannels / 40) << var;
  }
  for (Role role : {Role::kWeight, Role::kBias, Role::kRunningMean, Role::kRunningVar}) {
    std::set<double> distinct;
    counted(role, [&](double each) { return distinct.insert(each).second; });
    EXPECT_GT(distinct.size(), kChannels / 10U) << to_string(role);  // the benign ones remain
  }
}

TEST(WideHazardTest, RawBitsDrawEveryExponentAndNeighbours) {
  for (Dtype dtype : kDtypes) {
    const Tensors inputs =
        inputs_of_hazard("raw_bits", "forward_training dtype=" + std::string(to_string(dtype)));
    const Tensor& x = inputs.at(Role::kX);
    std::set<int> exponents;
    std::map<std::string, int> kinds;
    for (std::int64_t c = 0; c < kChannels; ++c) {
      std::set<std::int64_t> ordinals;
      std::set<int> binades;
      for (std::int64_t n = 0; n < kSamples; ++n) {
        const double value = x.get(n * kChannels + c);
        ordinals.insert(ordinal(dtype, x.bits(n * kChannels + c)));
        if (value != 0) binades.insert(std::ilogb(value));
      }
      exponents.insert(binades.begin(), binades.end());
      if (*ordinals.rbegin() - *ordinals.begin() < 8) ++kinds["neighbours"];
      if (binades.size() == 1 && ordinals.size() > 8) ++kinds["one binade"];
      if (*binades.rbegin() - *binades.begin() > format_of(dtype).max_exponent) ++kinds["any"];
    }
    const Format format = format_of(dtype);
    const int normal = format.max_exponent - format.min_exponent + 1;
    EXPECT_GT(static_cast<int>(exponents.size()), normal * 3 / 4) << to_string(dtype);
    EXPECT_EQ(kinds.size(), 3U) << to_string(dtype);
    for (const auto& [kind, count] : kinds) EXPECT_GT(count, kChannels / 8) << kind;
  }
}

TEST(WideHazardTest, AllAtOnceHoldsItsParts) {
  for (const char* pass : {"backward", "inference"}) {
    const Tensors all = inputs_of_hazard("all_at_once", pass);
    const Tensors x = inputs_of_hazard("conditioned", pass);
    const Tensors parameters = inputs_of_hazard("extreme_parameters", pass);
    EXPECT_TRUE(same_bits(all.at(Role::kX), x.at(Role::kX)));
    EXPECT_TRUE(same_bits(all.at(Role::kWeight), parameters.at(Role::kWeight)));
    const Tensor* dy = all.find(Role::kDy);
    if (dy == nullptr) continue;
    EXPECT_FALSE(same_bits(*dy, x.at(Role::kDy)));
    EXPECT_FALSE(same_bits(*dy, parameters.at(Role::kDy)));
  }
}

}  // namespace
}  // namespace normaudit::properties
