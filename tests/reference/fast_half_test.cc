// The fast path on every float16 and bfloat16 number: alone, in pairs, and through fixed constants.
#include <algorithm>
#include <set>

#include "core/random.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

constexpr std::int64_t kPatterns = std::int64_t{1} << 16;
constexpr std::int64_t kPartners = 64;

class FastHalf : public testing::TestWithParam<Dtype> {};

std::string name_of(const testing::TestParamInfo<Dtype>& info) {
  return std::string(to_string(info.param));
}
INSTANTIATE_TEST_SUITE_P(, FastHalf, testing::Values(Dtype::kFloat16, Dtype::kBfloat16), name_of);

// All patterns that are finite, so that the running statistics' constants meet each of them.
TEST_P(FastHalf, EveryNumberThroughFixedConstants) {
  for (Pass pass : {Pass::kInference, Pass::kBackwardInference}) {
    const Role role = pass == Pass::kInference ? Role::kX : Role::kDy;
    const std::int64_t channels = 2 * effort();
    const Problem problem = problem_of(pass, GetParam(), {1, channels, {kPatterns}});
    const Tensors inputs =
        with_bits(problem, role, [](std::int64_t i) { return static_cast<Bits>(i % kPatterns); });
    for (Isa isa : available_isas()) {
      const FastAnswers answers = solve(problem, inputs, {.threads = 1, .isa = isa});
      if (isa == available_isas().back()) expect_oracle_bits(problem, inputs, answers.outputs);
    }
  }
}

TEST_P(FastHalf, EveryNumberAmongOthersInOneChannel) {
  const Bits sign = 0x8000;
  for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
    const Problem problem = problem_of(pass, GetParam(), {1, 1, {kPatterns}});
    const Tensors inputs = with_bits(problem, Role::kX, [&](std::int64_t i) {
      const auto bits = static_cast<Bits>(i);
      return is_finite(GetParam(), bits) ? bits : bits & sign;
    });
    const FastAnswers answers = solve(problem, inputs, {});
    expect_oracle_bits(problem, inputs, answers.outputs);
  }
}

TEST_P(FastHalf, EveryNumberAlone) {
  const Problem problem = problem_of(Pass::kForwardTraining, GetParam(), {1, kPatterns, {}});
  const Tensors inputs =
      with_bits(problem, Role::kX, [](std::int64_t i) { return static_cast<Bits>(i); });
  expect_oracle_bits(problem, inputs, solve(problem, inputs, {.threads = 2, .isa = {}}).outputs);
}

/// 64 distinct finite partners: the numbers at the edges of the format, then fixed random ones; and
/// beside them an infinity and a NaN.
std::vector<Bits> partners(Dtype dtype) {
  std::vector<Bits> fixed;
  const auto add = [&](Bits bits) {
    const bool is_new = std::find(fixed.begin(), fixed.end(), bits) == fixed.end();
    if (is_new && is_finite(dtype, bits)) fixed.push_back(bits);
  };
  const Bits largest = infinity(dtype) - 1;
  const Bits smallest_normal = Bits{1} << (format_of(dtype).precision - 1);
  for (Bits each : {narrow(dtype, 0.0), narrow(dtype, 1.0), narrow(dtype, 0.5), narrow(dtype, 3.0),
                    Bits{1}, Bits{2}, smallest_normal - 1, smallest_normal, largest, largest - 1}) {
    add(each);
    add(each | 0x8000);
  }
  Philox words({64, 0});
  while (fixed.size() < static_cast<std::size_t>(kPartners)) add(words.next() & 0xFFFF);
  fixed.insert(fixed.end(), {infinity(dtype), quiet_nan(dtype)});
  return fixed;
}

TEST_P(FastHalf, PartnersAreDistinctAndAllButTwoFinite) {
  const std::vector<Bits> all = partners(GetParam());
  EXPECT_EQ(std::set<Bits>(all.begin(), all.end()).size(), all.size());
  EXPECT_EQ(
      std::count_if(all.begin(), all.end(), [](Bits bits) { return is_finite(GetParam(), bits); }),
      kPartners);
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kPartners) + 2);
}

// Channel c holds pattern c and one partner, so n is 2. One in `step` patterns, a different one for
// each partner, unless the effort asks for all of the four million pairs.
TEST_P(FastHalf, EveryPairWithAFixedPartner) {
  const std::int64_t step = effort() >= 100 ? 1 : 509 / std::min(effort(), 500);
  std::int64_t start = 0;
  for (Bits partner : partners(GetParam())) {
    start = (start + 7) % step;
    const std::int64_t channels = (kPatterns - start + step - 1) / step;
    for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
      const Problem problem = problem_of(pass, GetParam(), {2, channels, {}});
      const Tensors inputs = with_bits(problem, Role::kX, [&](std::int64_t i) {
        return i < channels ? static_cast<Bits>(start + i * step) : partner;
      });
      expect_oracle_bits(problem, inputs,
                         solve(problem, inputs, {.threads = 2, .isa = {}}).outputs);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace normaudit::reference
