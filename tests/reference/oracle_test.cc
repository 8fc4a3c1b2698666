// The oracle's interface: every pass by hand-computed numbers, every dtype in and out, the
// cancelling case, wrong use.
#include <cmath>
#include <thread>

#include "reference/channel.h"
#include "reference/round.h"
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

TEST(Oracle, ForwardByHand) {
  const Solved solved(
      "batch_norm forward_training shape=2,2 eps=0 momentum=0.25 x=1,2,5,8 weight=3,-1 "
      "bias=0.5,1 running_mean=-1,1 running_var=4,6 num_batches_tracked=41");
  EXPECT_EQ(solved.all(Role::kY), texts({-2.5, 2, 3.5, 0}));
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({3, 5}));
  EXPECT_EQ(solved.all(Role::kSaveVar), texts({4, 9}));
  EXPECT_EQ(solved.all(Role::kSaveInvstd), texts({0.5, 1.0 / 3}));
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({0, 2}));
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({5, 9}));  // unbiased batch variances 8 and 18
  EXPECT_EQ(solved.oracle.num_batches_tracked(), 42);
}

TEST(Oracle, CumulativeAverageUsesTheExactFraction) {
  const Solved solved(
      "batch_norm forward_training shape=2,1 momentum=cumulative num_batches_tracked=2 x=1,5 "
      "running_mean=6 running_var=2");
  EXPECT_EQ(solved.all(Role::kRunningMean), texts({5}));  // (2*6 + 3)/3
  EXPECT_EQ(solved.all(Role::kRunningVar), texts({4}));   // (2*2 + 8)/3
  const Solved first(
      "batch_norm forward_training shape=2,1 momentum=cumulative x=1,5 running_mean=6 "
      "running_var=2");
  EXPECT_EQ(first.all(Role::kRunningMean), texts({3}));
  EXPECT_EQ(first.all(Role::kRunningVar), texts({8}));
}

TEST(Oracle, BackwardByHand) {
  // xhat = -1, 1, -1, 1; dbias = 6, dweight = -1 + 3 + 2 + 4 = 8
  const Solved solved("batch_norm backward shape=4,1 eps=0 x=-2,2,-2,2 dy=1,3,-2,4 weight=4");
  EXPECT_EQ(solved.all(Role::kDbias), texts({6}));
  EXPECT_EQ(solved.all(Role::kDweight), texts({8}));
  // dx = 4/2*(dy - 1.5 - xhat*2)
  EXPECT_EQ(solved.all(Role::kDx), texts({3, -1, -3, 1}));
}

TEST(Oracle, MissingWeightIsOneAndMissingBiasZero) {
  const std::string fields = "shape=2,1 eps=0 x=1,5 ";
  EXPECT_EQ(Solved("batch_norm forward_training affine=- " + fields + "seed=1").all(Role::kY),
            texts({-1, 1}));
  EXPECT_EQ(Solved("batch_norm forward_training affine=w " + fields + "weight=3").all(Role::kY),
            texts({-3, 3}));
  EXPECT_EQ(Solved("batch_norm forward_training affine=b " + fields + "bias=3").all(Role::kY),
            texts({2, 4}));
  const Solved dx("batch_norm backward affine=- shape=4,1 eps=0 x=-2,2,-2,2 dy=1,3,-2,4");
  EXPECT_EQ(dx.all(Role::kDx), texts({0.75, -0.25, -0.75, 0.25}));
  EXPECT_EQ(dx.all(Role::kDweight), texts({8}));
}

TEST(Oracle, ReadsEveryLayoutAlike) {
  const std::string text = "batch_norm forward_training shape=2,3,2,2 ";
  const Solved plain(text + "seed=5");
  for (const char* layout : {"nhwc", "strided:40,9,4,2+3"}) {
    Problem problem = plain.problem;
    problem.layout = parse_layout(layout);
    const Solved other{problem};
    EXPECT_EQ(other.all(Role::kY), plain.all(Role::kY)) << layout;
    EXPECT_EQ(other.all(Role::kSaveVar), plain.all(Role::kSaveVar)) << layout;
  }
}

TEST(Oracle, AnswersGradientsThatWereNotAskedFor) {
  const Solved solved(
      "batch_norm backward gradients=x shape=4,1 eps=0 x=-2,2,-2,2 dy=1,3,-2,4 weight=4");
  EXPECT_EQ(solved.all(Role::kDbias), texts({6}));
}

// n = 2, x = +-2^100: y = -1 + 1/sqrt(1 + h) with h = eps*2^-200, so -h/2 + 3h^2/8 - ...
TEST(Oracle, CancellingCase) {
  const Solved solved(
      "batch_norm forward_training shape=2,1 eps=1e-05 x=0x1p+100,-0x1p+100 weight=1 bias=-1");
  const double expected = -0x1.4f8b588e368f1p-218;  // -1e-5 * 2^-201, about -3.1e-66
  const HiLo y = solved.oracle.hi_lo(Role::kY, 0);
  EXPECT_EQ(hex(y.hi), hex(expected));
  EXPECT_EQ(solved.oracle.compare(Role::kY, 0, expected), 1);
  EXPECT_EQ(solved.oracle.compare(Role::kY, 0, std::nextafter(expected, 0)), -1);
  const Dyadic h = Dyadic::from_double(1e-5).scaled(-200);
  const Dyadic second = h * h * Dyadic(Integer(3), -3);
  EXPECT_EQ(hex(y.lo), hex(hi_lo_of(exactly(second)).hi));
  EXPECT_EQ(solved.oracle.rounded(Role::kY, 0, Dtype::kFloat32), Bits{0x80000000});
  EXPECT_EQ(solved.hi(Role::kY, 1), -2.0);
}

TEST(Oracle, CancellingCaseNeedsAtMost64Certificates) {
  Sums sums;
  sums.add(Dyadic::power_of_two(100));
  sums.add(-Dyadic::power_of_two(100));
  const BatchChannel channel(sums, {.eps = Dyadic::from_double(1e-5)});
  const Surd y = channel.y(Dyadic::power_of_two(100), {.bias = Dyadic(Integer(-1))});
  const Bits expected = std::bit_cast<Bits>(-0x1.4f8b588e368f1p-218);
  for (std::int64_t guess : {std::int64_t{0}, ordinal(Dtype::kFloat64, expected) + 3,
                             max_ordinal(Dtype::kFloat64), -max_ordinal(Dtype::kFloat64)}) {
    const Rounding rounding = round_from(y, Dtype::kFloat64, guess);
    EXPECT_EQ(rounding.bits, expected);
    EXPECT_LE(rounding.certificates, 64);
  }
}

TEST(Oracle, SumsAreExactAndCanonical) {
  const Solved solved("batch_norm backward shape=2,1 x=1.5,-3.25 dy=-1,0.5");
  const std::vector<ExactSum> sums = solved.oracle.sums(0);
  ASSERT_EQ(sums.size(), 4U);
  const auto expect = [&](std::size_t i, const char* name, const char* integer, int exponent) {
    EXPECT_EQ(sums[i].name, name);
    EXPECT_EQ(sums[i].integer, integer);
    EXPECT_EQ(sums[i].exponent, exponent);
  };
  expect(0, "sum_x", "-0x7", -2);
  expect(1, "sum_xx", "0xcd", -4);
  expect(2, "sum_dy", "-0x1", -1);
  expect(3, "sum_xdy", "-0x19", -3);
  EXPECT_EQ(Solved("batch_norm forward_training shape=2,1 x=1,-1").oracle.sums(0)[0].integer,
            "0x0");
}

TEST(Oracle, SumsOfNumbersThatAreNotFiniteAreLeftOut) {
  const Solved x("batch_norm backward shape=2,1 x=1.5,inf dy=-1,0.5");
  ASSERT_EQ(x.oracle.sums(0).size(), 1U);
  EXPECT_EQ(x.oracle.sums(0)[0].name, "sum_dy");
  const Solved dy("batch_norm backward shape=2,1 x=1.5,2 dy=-1,nan");
  ASSERT_EQ(dy.oracle.sums(0).size(), 2U);
  EXPECT_EQ(dy.oracle.sums(0)[1].name, "sum_xx");
  const Solved running("batch_norm backward_inference shape=2,1 x=1.5,2 dy=-1,4");
  ASSERT_EQ(running.oracle.sums(0).size(), 2U);
  EXPECT_EQ(running.oracle.sums(0)[1].integer, "0xd");
}

TEST(Oracle, CountsOnlyTrackedTrainingBatches) {
  const std::string rest = " shape=2,1 num_batches_tracked=7";
  EXPECT_EQ(Solved("batch_norm forward_training" + rest).oracle.num_batches_tracked(), 8);
  EXPECT_EQ(Solved("batch_norm forward_training track_running_stats=0" + rest)
                .oracle.num_batches_tracked(),
            7);
  for (const char* pass : {"inference", "backward", "backward_inference"}) {
    EXPECT_EQ(Solved("batch_norm " + std::string(pass) + rest).oracle.num_batches_tracked(), 7);
  }
}

TEST(Oracle, AnswersManyThreadsAlike) {
  const Solved solved("batch_norm backward shape=4,3,5 seed=9");
  const std::vector<std::string> alone = solved.all(Role::kDx);
  std::vector<std::vector<std::string>> together(4);
  std::vector<std::thread> threads;
  for (auto& answers : together) {
    threads.emplace_back([&solved, &answers] { answers = solved.all(Role::kDx); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& answers : together) EXPECT_EQ(answers, alone);
}

TEST(Oracle, RefusesWrongUse) {
  const Solved solved("batch_norm forward_training shape=2,1 x=1,inf");
  EXPECT_THROW(solved.oracle.kind(Role::kDx, 0), std::invalid_argument);
  EXPECT_THROW(solved.oracle.kind(Role::kX, 0), std::invalid_argument);
  EXPECT_THROW(solved.oracle.kind(Role::kY, 2), std::invalid_argument);
  EXPECT_THROW(solved.oracle.kind(Role::kY, -1), std::invalid_argument);
  EXPECT_THROW(solved.oracle.compare(Role::kY, 0, 1.0), std::invalid_argument);
  const Solved real("batch_norm forward_training shape=2,1 x=1,2");
  EXPECT_THROW(real.oracle.compare(Role::kY, 0, kInf), std::invalid_argument);
  Tensors missing = make_inputs(real.problem);
  missing.arrays.erase(Role::kWeight);
  EXPECT_THROW(Oracle(real.problem, missing), std::invalid_argument);
  Tensors miscounted = make_inputs(real.problem);
  miscounted.num_batches_tracked = 3;
  EXPECT_THROW(Oracle(real.problem, miscounted), std::invalid_argument);
  Tensors misshapen = make_inputs(real.problem);
  misshapen.arrays.at(Role::kX) = Tensor::vector(Dtype::kFloat32, 3);
  EXPECT_THROW(Oracle(real.problem, misshapen), std::invalid_argument);
}

// Operators registered by this program alone: the oracle reads grouping, centring and affine index
// as data.
const bool kLayer = register_entry(Operator{.name = "test_layer",
                                            .sentence = "Each sample over all its elements.",
                                            .pools_samples = false,
                                            .channel_span = Operator::ChannelSpan::kAll,
                                            .affine_index = Operator::AffineIndex::kElement});
const bool kRms = register_entry(Operator{
    .name = "test_rms", .sentence = "Each channel by its root mean square.", .centred = false});

TEST(Oracle, GroupsAsTheOperatorSays) {
  const Solved solved(
      "test_layer forward_training shape=2,2 eps=0 x=1,5,2,8 weight=1,2 bias=0,0.5");
  EXPECT_EQ(solved.all(Role::kY), texts({-1, 2.5, -1, 2.5}));
  EXPECT_EQ(solved.all(Role::kSaveMean), texts({3, 5}));
  Problem backward = solved.problem;
  backward.pass = Pass::kBackward;
  backward.values = {};
  EXPECT_THROW(Solved{backward}, std::invalid_argument);
}

TEST(Oracle, DropsTheMeanWhereTheOperatorIsNotCentred) {
  // Mean square 4: y = x/2. dx = (dy - x*Sxd/(n*4))/2 with Sxd = 4.
  const Solved y("test_rms forward_training shape=2,1 eps=0 x=2,-2 weight=1 bias=0");
  EXPECT_EQ(y.all(Role::kY), texts({1, -1}));
  EXPECT_EQ(y.all(Role::kSaveInvstd), texts({0.5}));
  const Solved dx("test_rms backward shape=2,1 eps=0 x=2,-2 dy=3,1 weight=1");
  EXPECT_EQ(dx.all(Role::kDx), texts({1, 1}));
  EXPECT_EQ(dx.all(Role::kDweight), texts({2}));
  EXPECT_EQ(dx.all(Role::kDbias), texts({4}));
}

}  // namespace
}  // namespace normaudit::reference
