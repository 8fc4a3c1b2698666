// Each hazard's inputs are hard in the way its sentence says.
#include "core/hazard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "reference/oracle.h"

namespace normaudit {
namespace {

Problem problem_of(std::string_view text) {
  return parse_problem("batch_norm " + std::string(text));
}

// One channel's numbers, over samples and places.
std::vector<double> channel_of(const Tensors& inputs, Role role, std::int64_t c) {
  const Tensor& tensor = inputs.at(role);
  const IndexMap& map = tensor.map();
  std::vector<double> numbers;
  for (std::int64_t n = 0; n < map.batch(); ++n) {
    for (std::int64_t s = 0; s < map.spatial_count(); ++s) {
      numbers.push_back(tensor.get((n * map.channels() + c) * map.spatial_count() + s));
    }
  }
  return numbers;
}

bool is_constant(const std::vector<double>& numbers) {
  return std::adjacent_find(numbers.begin(), numbers.end(), std::not_equal_to<>()) == numbers.end();
}

bool is_subnormal(double value, Dtype dtype) {
  return value != 0 && std::abs(value) < std::ldexp(1.0, format_of(dtype).min_exponent);
}

class EveryHazard : public testing::TestWithParam<std::string> {};

TEST_P(EveryHazard, FillsEveryFormatAndPassWithoutLeavingAHole) {
  for (Dtype dtype : kDtypes) {
    for (const char* pass : {"forward_training", "inference", "backward", "backward_inference"}) {
      Problem problem = problem_of(std::string(pass) + " shape=5,11,3,2");
      problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
      problem.hazard = GetParam();
      SCOPED_TRACE(to_string(problem));

      const Tensors inputs = make_inputs(problem);

      // Only non_finite may hold numbers that are not finite: nothing overflows its format.
      for (const auto& [role, tensor] : inputs.arrays) {
        for (std::int64_t i = 0; i < tensor.count(); ++i) {
          ASSERT_TRUE(std::isfinite(tensor.get(i)) || GetParam() == "non_finite")
              << to_string(role) << " at " << i;
        }
        EXPECT_TRUE(tensor.surroundings_intact());
      }
    }
  }
}

TEST_P(EveryHazard, FillsEmptyAndTinyChannels) {
  for (const char* shape : {"0,3", "1,3", "2,3", "3,3,0"}) {
    Problem problem = problem_of("backward shape=" + std::string(shape));
    problem.hazard = GetParam();
    EXPECT_EQ(make_inputs(problem).at(Role::kX).count(), problem.shape.count()) << shape;
  }
}

TEST_P(EveryHazard, DependsOnTheSeedAlone) {
  Problem problem = problem_of("backward shape=4,8,3 seed=9");
  problem.hazard = GetParam();

  const Tensors inputs = make_inputs(problem);
  const Tensors again = make_inputs(problem);

  for (const auto& [role, tensor] : inputs.arrays) {
    EXPECT_TRUE(same_bits(tensor, again.at(role))) << to_string(role);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryHazard, testing::ValuesIn(Registry<Hazard>::instance().names()),
                         [](const auto& hazard) { return hazard.param; });

TEST(Hazard, ConstantChannelIsConstantInAllChannelsButOneOfSeven) {
  const Tensors inputs = make_inputs(problem_of("backward shape=5,14,3 hazard=constant_channel"));

  std::set<double> values;
  for (std::int64_t c = 0; c < 14; ++c) {
    const std::vector<double> x = channel_of(inputs, Role::kX, c);
    EXPECT_EQ(is_constant(x), c % 7 != 1) << c;
    if (c % 7 != 1) values.insert(x.front());
  }
  EXPECT_EQ(values, (std::set<double>{100, 1234, static_cast<double>(-15.94F), 0,
                                      static_cast<double>(0.1F)}));
}

TEST(Hazard, SubnormalsAreSubnormalInEveryFormat) {
  for (Dtype dtype : kDtypes) {
    Problem problem = problem_of("backward shape=6,4,5 hazard=subnormals");
    problem.dtype = dtype;
    const Tensors inputs = make_inputs(problem);
    for (Role role : {Role::kX, Role::kDy}) {
      for (double value : channel_of(inputs, role, 0)) EXPECT_TRUE(is_subnormal(value, dtype));
      const std::vector<double> sprinkled = channel_of(inputs, role, 2);
      EXPECT_EQ(std::count_if(sprinkled.begin(), sprinkled.end(),
                              [&](double value) { return is_subnormal(value, dtype); }),
                10);
    }
    EXPECT_TRUE(is_subnormal(inputs.at(Role::kWeight).get(3), problem.parameter_dtype));
  }
}

TEST(Hazard, HugeMeanLiesAboveTheSpreadByTheStatedPowers) {
  const Problem problem = problem_of("forward_training shape=64,5,4 hazard=huge_mean");
  const Tensors inputs = make_inputs(problem);
  // log2 of the mean, 2^k * 1.25, per channel; normal numbers stay within 6 of it.
  const std::array<int, 5> exponents{6, 1, 21, 12, 18};
  for (std::int64_t c = 0; c < 5; ++c) {
    const double mean =
        std::ldexp(c % 2 == 0 ? 1.25 : -1.25, exponents[static_cast<std::size_t>(c)]);
    for (double x : channel_of(inputs, Role::kX, c)) EXPECT_LT(std::abs(x - mean), 6.25);
    EXPECT_FALSE(is_constant(channel_of(inputs, Role::kX, c)));
  }
}

TEST(Hazard, MixedScalesReach100InBothDirections) {
  const Tensors inputs = make_inputs(problem_of("backward shape=32,5 hazard=mixed_scales"));
  const auto largest = [&](std::int64_t c) {
    double magnitude = 0;
    for (double x : channel_of(inputs, Role::kX, c)) magnitude = std::max(magnitude, std::abs(x));
    return std::ilogb(magnitude);
  };

  EXPECT_EQ(largest(0), 100);
  EXPECT_EQ(largest(1), -99);
  const std::vector<double> every = channel_of(inputs, Role::kX, 3);
  const auto [low, high] = std::minmax_element(
      every.begin(), every.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  EXPECT_GT(std::ilogb(*high) - std::ilogb(*low), 100);
}

TEST(Hazard, OneOutlierIsAlone) {
  const Tensors inputs = make_inputs(problem_of("forward_training shape=9,4 hazard=one_outlier"));
  const std::vector<double> one_hot = channel_of(inputs, Role::kX, 0);

  EXPECT_EQ(one_hot.front(), 0x1p30);
  EXPECT_EQ(std::count(one_hot.begin(), one_hot.end(), 1.0), 8);
  EXPECT_EQ(channel_of(inputs, Role::kX, 1).back(), -0x1p10);
  EXPECT_EQ(channel_of(inputs, Role::kX, 2)[4], 0x1p60);
}

TEST(Hazard, NonFiniteLeavesOneChannelInTenClean) {
  const Tensors inputs = make_inputs(problem_of("backward shape=6,10 hazard=non_finite"));
  const auto finite = [&](Role role, std::int64_t c) {
    const std::vector<double> numbers = channel_of(inputs, role, c);
    return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
  };

  EXPECT_TRUE(std::isnan(channel_of(inputs, Role::kX, 0).front()));
  EXPECT_EQ(channel_of(inputs, Role::kX, 2).back(), HUGE_VAL);
  EXPECT_EQ(channel_of(inputs, Role::kX, 3)[3], -HUGE_VAL);
  EXPECT_TRUE(std::isnan(channel_of(inputs, Role::kDy, 1).back()));
  EXPECT_TRUE(finite(Role::kX, 4) && finite(Role::kDy, 4));
  EXPECT_TRUE(std::isfinite(inputs.at(Role::kWeight).get(4)));
}

TEST(Hazard, SignedAndZeroWeightsHoldBothZeros) {
  const Tensors inputs =
      make_inputs(problem_of("forward_training shape=2,8 hazard=signed_and_zero_weights"));
  const Tensor& weight = inputs.at(Role::kWeight);

  EXPECT_EQ(weight.get(0), -1);
  EXPECT_EQ(weight.bits(1), 0U);
  EXPECT_EQ(weight.bits(4), Bits{1} << 31);
  EXPECT_EQ(std::ilogb(weight.get(2)), -27);
  EXPECT_EQ(std::ilogb(weight.get(3)), 10);
}

TEST(Hazard, TinyVarianceIsFarBelowEps) {
  const Tensors inputs = make_inputs(problem_of("forward_training shape=8,6 hazard=tiny_variance"));

  for (std::int64_t c = 0; c < 4; ++c) {
    for (double x : channel_of(inputs, Role::kX, c)) {
      EXPECT_LE(std::abs(x), std::ldexp(6, -25 * static_cast<int>(c + 1)));
    }
  }
  for (double x : channel_of(inputs, Role::kX, 4)) EXPECT_LE(std::abs(x - 1), 0x1p-17);
}

TEST(Hazard, VarianceNearEpsSurroundsEps) {
  for (double eps : {1.0, 0x1p-20}) {
    Problem problem = problem_of("inference shape=8,5 hazard=variance_near_eps");
    problem.eps = eps;
    const Tensors inputs = make_inputs(problem);
    for (std::int64_t c = 0; c < 5; ++c) {  // eps * 2^(4 (c - 2)) times a number in [1/4, 9/4)
      const double ratio =
          inputs.at(Role::kRunningVar).get(c) / std::ldexp(eps, 4 * (static_cast<int>(c) - 2));
      EXPECT_GE(ratio, 0.25);
      EXPECT_LT(ratio, 2.25);
    }
  }
}

// A tie of the data's format: the exact answer lies halfway between two neighbours. The next double
// format up would hold it, so hi_lo of a float32 problem is exact, and its hi must be a midpoint.
std::int64_t ties_in(const Problem& problem, Role role) {
  const Tensors inputs = make_inputs(problem);
  const reference::Oracle oracle(problem, inputs);
  std::int64_t ties = 0;
  for (std::int64_t i = 0; i < problem.shape.count(); ++i) {
    const reference::HiLo exact = oracle.hi_lo(role, i);
    const Decoded decoded = decode(Dtype::kFloat64, narrow(Dtype::kFloat64, exact.hi));
    const int trailing = decoded.significand == 0 ? 64 : std::countr_zero(decoded.significand);
    const int precision = format_of(problem.dtype).precision;
    // float64: hi is a neighbour and lo half its unit exactly; else hi itself has one bit too many.
    if (problem.dtype == Dtype::kFloat64) {
      const double unit = std::ldexp(1.0, std::ilogb(exact.hi) - 52);
      ties += oracle.compare(role, i, exact.hi) != 0 && std::abs(exact.lo) == unit / 2 ? 1 : 0;
    } else {
      ties += exact.lo == 0 && trailing == 53 - precision - 1 ? 1 : 0;
    }
  }
  return ties;
}

TEST(Hazard, TiesAreTiesInEveryPassAndFormat) {
  for (Dtype dtype : kDtypes) {
    for (const char* text :
         {"forward_training shape=65,2", "forward_training shape=8,3", "inference shape=8,2",
          "backward shape=8,2", "backward_inference shape=8,2"}) {
      Problem problem = problem_of(std::string(text) + " eps=0 hazard=ties");
      problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
      SCOPED_TRACE(to_string(problem));
      const Role role = is_backward(problem.pass) ? Role::kDx : Role::kY;

      EXPECT_GE(ties_in(problem, role), 4);
    }
  }
}

TEST(Hazard, OddTailsWeighMostAtTheEnd) {
  const Tensors inputs = make_inputs(problem_of("forward_training shape=1,2,37 hazard=odd_tails"));
  const std::vector<double> x = channel_of(inputs, Role::kX, 0);

  double head = 0;
  double tail = 0;
  for (std::size_t i = 0; i < x.size(); ++i) (i + 8 < x.size() ? head : tail) += std::abs(x[i]);
  EXPECT_GT(tail, 8 * head);
  EXPECT_EQ(std::set<double>(x.end() - 8, x.end()).size(), 8U);
}

TEST(Hazard, ReluHasExactZerosAndADeadChannel) {
  const Tensors inputs = make_inputs(problem_of("backward shape=64,4 hazard=relu"));

  const std::vector<double> half = channel_of(inputs, Role::kX, 0);
  EXPECT_GT(std::count(half.begin(), half.end(), 0.0), 16);
  EXPECT_LT(std::count(half.begin(), half.end(), 0.0), 48);
  EXPECT_TRUE(is_constant(channel_of(inputs, Role::kX, 2)));
  const std::vector<double> dy = channel_of(inputs, Role::kDy, 3);
  EXPECT_GT(std::count(dy.begin(), dy.end(), 0.0), 16);
}

TEST(Hazard, RampCheckerboardAndSameSignAreWhatTheySay) {
  const Tensors ramp = make_inputs(problem_of("forward_training shape=9,2 hazard=ramp"));
  const std::vector<double> steps = channel_of(ramp, Role::kX, 0);
  for (std::size_t i = 1; i < steps.size(); ++i) EXPECT_EQ(steps[i] - steps[i - 1], 1);
  EXPECT_EQ(steps.front(), 32768);

  const Tensors board = make_inputs(problem_of("forward_training shape=8,2 hazard=checkerboard"));
  for (double x : channel_of(board, Role::kX, 0)) EXPECT_EQ(std::abs(x), 512);

  const Tensors same = make_inputs(problem_of("forward_training shape=32,2 hazard=same_sign"));
  for (double x : channel_of(same, Role::kX, 0)) EXPECT_TRUE(x >= 0 && x < 1);
  for (double x : channel_of(same, Role::kX, 1)) EXPECT_TRUE(x <= 0 && x > -1);
}

}  // namespace
}  // namespace normaudit
