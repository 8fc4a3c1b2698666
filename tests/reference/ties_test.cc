// Exact ties: b ones and n-b zeros have W = b*(n-b) + eps*n^2, a square k^2 for suitable n, b, eps,
// so that weight = g*k makes y(0) = -g*b exactly, the midpoint of two numbers when g*b is odd and
// one bit too long.
#include "reference/channel.h"
#include "reference/round.h"
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

struct Tie {
  std::int64_t n;
  std::int64_t ones;
  std::int64_t root;  // k
  double eps;
};

std::vector<Tie> all_ties() {
  std::vector<Tie> ties;
  for (std::int64_t n = 51; n < 400; n += 2) {
    for (std::int64_t ones = 31; ones < n; ones += 2) {
      for (std::int64_t k = 1; k < 120 && k < ones; ++k) {
        const std::int64_t w = k * k - (n - ones) * ones;
        if (w < 0 || w % (n * n) != 0) continue;
        ties.push_back({n, ones, k, static_cast<double>(w / (n * n))});
      }
    }
  }
  return ties;
}

struct Built {
  Problem problem;
  Tensors inputs;
};

Built build(const Tie& tie, double weight) {
  Built built;
  built.problem.shape = {.batch = tie.n, .channels = 1, .spatial = {}};
  built.problem.eps = tie.eps;
  built.problem.parameter_dtype = Dtype::kFloat64;
  built.problem.track_running_stats = false;
  built.inputs = make_inputs(built.problem);
  for (std::int64_t i = 0; i < tie.n; ++i) built.inputs.at(Role::kX).set(i, i < tie.ones ? 1 : 0);
  built.inputs.at(Role::kWeight).set(0, weight);
  built.inputs.at(Role::kBias).set(0, 0);
  return built;
}

class Ties : public testing::TestWithParam<Dtype> {};
INSTANTIATE_TEST_SUITE_P(Targets, Ties, testing::ValuesIn(kDtypes),
                         [](const auto& each) { return std::string(to_string(each.param)); });

TEST_P(Ties, RoundToEvenAndNoOtherIsCertified) {
  const Dtype target = GetParam();
  const int precision = format_of(target).precision;
  Philox words({11, 12});
  int examined = 0;
  for (const Tie& tie : all_ties()) {
    const auto ones = static_cast<std::uint64_t>(tie.ones);
    for (int trial = 0; trial < 8; ++trial) {
      // g odd with 2^p <= g*b < 2^(p+1): one bit too many, and the last one set.
      const std::uint64_t low = (std::uint64_t{1} << precision) / ones + 1;
      const std::uint64_t high = (std::uint64_t{2} << precision) / ones;
      const std::uint64_t g = (low + uniform_below(words, high - low + 1)) | 1;
      const std::uint64_t middle = g * ones;
      if (middle >> precision != 1 || g * static_cast<std::uint64_t>(tie.root) >> 53 != 0) {
        continue;
      }
      ++examined;
      const Built built = build(tie, static_cast<double>(g * static_cast<std::uint64_t>(tie.root)));
      const Oracle oracle(built.problem, built.inputs);
      const std::uint64_t even = (middle - 1) % 4 == 0 ? middle - 1 : middle + 1;
      const std::uint64_t odd = (middle - 1) % 4 == 0 ? middle + 1 : middle - 1;
      const Bits chosen = narrow(target, -static_cast<double>(even));
      ASSERT_EQ(oracle.rounded(Role::kY, tie.n - 1, target), chosen) << tie.n << ' ' << tie.ones;

      Sums sums;
      for (std::int64_t i = 0; i < tie.n; ++i) sums.add(Dyadic(Integer(i < tie.ones ? 1 : 0)));
      const BatchChannel channel(sums, {.eps = Dyadic::from_double(tie.eps)});
      const Surd y = channel.y(Dyadic(), {.weight = Dyadic(Integer(g) * tie.root), .bias = {}});
      ASSERT_TRUE(is_rounding_of(y, target, chosen));
      ASSERT_FALSE(is_rounding_of(y, target, narrow(target, -static_cast<double>(odd))));
      // The two sides of the tie: compared with the midpoint itself the answer is equal.
      ASSERT_EQ(compare(y, Dyadic(-Integer(middle))), 0);
    }
  }
  EXPECT_GT(examined, 200);
}

}  // namespace
}  // namespace normaudit::reference
