// One channel of ten million elements by sampled certificates: its sums in an independent order and
// arithmetic, then the certificate of each sampled answer.
#include <cmath>

#include "core/random.h"
#include "reference/channel.h"
#include "reference/round.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

constexpr std::int64_t kElements = 10000000;

/// Sums of inputs that are small multiples of 2^kUnit.
struct Numbers {
  static constexpr int kUnit = -30;
  __int128 x = 0;
  __int128 xx = 0;
  __int128 dy = 0;
  __int128 xdy = 0;
};

Dyadic dyadic(__int128 integer, int exponent) { return Dyadic(Integer(integer), exponent); }

Tensors large_inputs(const Problem& problem, Numbers& sums) {
  Tensors inputs;
  inputs.num_batches_tracked = problem.num_batches_tracked;
  for (Role role : inputs_of(problem)) inputs.arrays.emplace(role, make_array(problem, role));
  inputs.at(Role::kWeight).set(0, 1.25);
  Philox words({10, 7});
  float* x = inputs.at(Role::kX).view<float>().data;
  float* dy = inputs.at(Role::kDy).view<float>().data;
  for (std::int64_t i = 0; i < kElements; ++i) {
    const std::uint64_t word = words.next();
    const auto a = static_cast<std::int64_t>(word & 0xFFFFFF) - 0x300000;
    const auto b = static_cast<std::int64_t>((word >> 32) & 0xFFFF) - 0x8100;
    x[i] = static_cast<float>(std::ldexp(static_cast<double>(a), Numbers::kUnit));
    dy[i] = static_cast<float>(std::ldexp(static_cast<double>(b), Numbers::kUnit));
    sums.x += a;
    sums.xx += a * a;
    sums.dy += b;
    sums.xdy += a * b;
  }
  return inputs;
}

TEST(FastLarge, SampledCertificatesOfTenMillionElementsHold) {
  Problem problem = problem_of(Pass::kBackward, Dtype::kFloat32, {10, 1, {1000, 1000}});
  problem.has_bias = false;
  Numbers sums;
  Tensors inputs = large_inputs(problem, sums);
  const int unit = Numbers::kUnit;
  const BatchChannel channel(Sums(Sums::Totals{.count = kElements,
                                               .x = dyadic(sums.x, unit),
                                               .xx = dyadic(sums.xx, 2 * unit),
                                               .dy = dyadic(sums.dy, unit),
                                               .xdy = dyadic(sums.xdy, 2 * unit)}),
                             {.eps = Dyadic::from_double(problem.eps)});
  const Dyadic weight = Dyadic::from_double(1.25);
  const auto number = [&](Role role, std::int64_t i) {
    return Dyadic::from_double(inputs.at(role).get(i));
  };
  const FastAnswers backward = solve(problem, inputs, {.threads = 2, .isa = {}});
  problem.pass = Pass::kForwardTraining;
  problem.track_running_stats = false;
  const FastAnswers forward = solve(problem, inputs, {.threads = 2, .isa = {}});
  EXPECT_EQ(backward.outputs.at(Role::kDweight).bits(0),
            round_to(channel.dweight(), Dtype::kFloat64));
  EXPECT_EQ(forward.outputs.at(Role::kSaveInvstd).bits(0),
            round_to(channel.invstd(), Dtype::kFloat64));
  Philox places({11, 7});
  for (int k = 0; k < 5000; ++k) {
    const auto i = static_cast<std::int64_t>(uniform_below(places, kElements));
    const Dyadic x = number(Role::kX, i);
    const Surd y = channel.y(x, {.weight = weight, .bias = {}});
    const Surd dx = channel.dx(x, number(Role::kDy, i), weight);
    ASSERT_TRUE(is_rounding_of(y, Dtype::kFloat64, forward.outputs.at(Role::kY).bits(i))) << i;
    ASSERT_TRUE(is_rounding_of(dx, Dtype::kFloat64, backward.outputs.at(Role::kDx).bits(i))) << i;
  }
}

}  // namespace
}  // namespace normaudit::reference
