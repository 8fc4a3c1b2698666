// The two-sided rounding test: it must leave every exact tie to the certificate, and without its
// radius it must give wrong bits there.
#include <cmath>
#include <numeric>

#include "reference/fast_dispatch.h"
#include "reference/fast_group.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

/// A channel of `ones` ones among `size` numbers, the others 0, normalized with eps = (k^2 - ones *
/// zeros)/size^2 and so divided by k/size: the answer for 0 is -weight * ones / k.
struct Tie {
  std::int64_t size = 0;
  std::int64_t ones = 0;
  std::int64_t root = 0;
  double eps = 0;
  double weight = 0;  ///< odd * root, so that the answer for 0 has 54 bits and the last is a 1
  double even = 0;    ///< what the tie rounds to
};

/// One tie of each channel form whose eps is a double.
std::vector<Tie> ties() {
  std::vector<Tie> found;
  std::uint64_t step = 1;
  for (std::int64_t size = 51; size < 400; size += 2) {
    for (std::int64_t ones = 31; ones < size; ones += 2) {
      for (std::int64_t root = 1; root < 120 && root < ones; ++root) {
        const std::int64_t excess = root * root - ones * (size - ones);
        if (excess < 0 || excess % (size * size) != 0) continue;
        step = step * 6364136223846793005U + 1442695040888963407U;
        const std::uint64_t low = (std::uint64_t{1} << 53) / static_cast<std::uint64_t>(ones) + 2;
        const std::uint64_t odd = (low + (step >> 32) % (low - 4)) | 1;
        const std::uint64_t weight = odd * static_cast<std::uint64_t>(root);
        const std::uint64_t answer = odd * static_cast<std::uint64_t>(ones);
        if (weight >= std::uint64_t{1} << 53 || answer >> 53 != 1) continue;
        const std::uint64_t even = answer % 4 == 1 ? answer - 1 : answer + 1;
        found.push_back({size, ones, root, static_cast<double>(excess / (size * size)),
                         static_cast<double>(weight), -static_cast<double>(even)});
      }
    }
  }
  return found;
}

Tensors inputs_of_tie(const Problem& problem, const Tie& tie) {
  Tensors inputs = make_inputs(problem);
  for (std::int64_t i = 0; i < tie.size; ++i) inputs.at(Role::kX).set(i, i < tie.ones ? 1 : 0);
  inputs.at(Role::kWeight).set(0, tie.weight);
  return inputs;
}

Problem problem_of_tie(const Tie& tie) {
  Problem problem = problem_of(Pass::kForwardTraining, Dtype::kFloat32, {tie.size, 1, {}});
  problem.parameter_dtype = Dtype::kFloat64;
  problem.eps = tie.eps;
  problem.has_bias = false;
  problem.track_running_stats = false;
  return problem;
}

TEST(FastTies, RoundToEvenInTraining) {
  const std::vector<Tie> all = ties();
  ASSERT_GE(all.size(), 30U);
  for (const Tie& tie : all) {
    const Problem problem = problem_of_tie(tie);
    const Tensors inputs = inputs_of_tie(problem, tie);
    for (Isa isa : available_isas()) {
      const FastAnswers answers = solve(problem, inputs, {.threads = 1, .isa = isa});
      EXPECT_GE(answers.fallbacks, tie.size - tie.ones);
      EXPECT_EQ(answers.outputs.at(Role::kY).get(tie.size - 1), tie.even);
    }
  }
}

/// y of x = 0 by the vector loop alone.
struct LoopAnswer {
  double y = 0;
  bool decided = false;
};

LoopAnswer loop_answer(const Loops& loops, const AffineConstants& constants) {
  const double x = 0;
  LoopAnswer answer;
  std::uint32_t undecided = 0;
  const Target target{&answer.y, &undecided};
  answer.decided = loops.f64.affine(constants, {&x, nullptr, 1}, target) == 0;
  return answer;
}

AffineConstants constants_of(const Tie& tie) {
  Sums sums;
  for (std::int64_t i = 0; i < tie.size; ++i) sums.add(Dyadic(Integer(i < tie.ones ? 1 : 0)));
  const BatchChannel channel(sums, {.eps = Dyadic::from_double(tie.eps)});
  Surd scale = channel.invstd();
  scale.coefficient = scale.coefficient * Dyadic::from_double(tie.weight);
  return std::get<AffineConstants>(affine_constants({channel.mean(), scale, 0}));
}

TEST(FastTies, AreNeverDecidedByTheLoop) {
  for (const Tie& tie : ties()) {
    const AffineConstants constants = constants_of(tie);
    for (Isa isa : available_isas()) {
      EXPECT_FALSE(loop_answer(loops_of(isa), constants).decided) << tie.size << ' ' << tie.ones;
    }
  }
}

TEST(FastTies, AreDecidedWronglyWithoutTheRadius) {
  for (Isa isa : available_isas()) {
    int wrong = 0;
    for (const Tie& tie : ties()) {
      AffineConstants constants = constants_of(tie);
      constants.radius_slope = 0;
      constants.radius_base = 0;
      const LoopAnswer answer = loop_answer(loops_of(isa), constants);
      EXPECT_TRUE(answer.decided);
      wrong += answer.y != tie.even ? 1 : 0;
    }
    EXPECT_GT(wrong, 0);
  }
}

// Around a tie: with the running mean 0 and variance 1 - eps, y = weight * x + bias, and a bias of
// half an ulp more or less than a bit can show is decided right only by the radius's rejection.
TEST(FastTies, AndTheirNearestNeighboursAreRight) {
  Problem problem = problem_of(Pass::kInference, Dtype::kFloat64, {1, 1, {6}});
  problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat64;
  problem.eps = 0;
  for (int shift : {100, 104, 105, 106, 107, 108, 110, 120, 200, 1000}) {
    Tensors inputs = make_inputs(problem);
    inputs.at(Role::kRunningMean).set(0, std::ldexp(1.0, -shift));
    inputs.at(Role::kRunningVar).set(0, 1);
    inputs.at(Role::kWeight).set(0, 1);
    inputs.at(Role::kBias).set(0, 0x1p-53);
    const std::vector<double> x{1, -1, 1 + 0x1p-52, 1 - 0x1p-53, 3, -1 - 0x1p-52};
    for (std::size_t i = 0; i < x.size(); ++i) {
      inputs.at(Role::kX).set(static_cast<std::int64_t>(i), x[i]);
    }
    expect_oracle_bits(problem, inputs, solve(problem, inputs, {}).outputs);
    inputs.at(Role::kRunningMean).set(0, -std::ldexp(1.0, -shift));
    expect_oracle_bits(problem, inputs, solve(problem, inputs, {}).outputs);
  }
}

// With x = 0 everywhere and eps = 1, dx = weight * (dy - mean dy): for dy = (b, 0, 0, ...) and the
// weight odd * size, the others' dx is -odd * b, 54 bits and the last a 1.
TEST(FastTies, RoundToEvenInGradients) {
  int checked = 0;
  for (std::int64_t size : {3, 5, 7, 11, 101}) {
    for (std::int64_t b = size + 2; b < size + 400; b += 2) {
      const std::int64_t odd = ((std::int64_t{1} << 53) / b + 1 + b % 97) | 1;
      const std::int64_t answer = odd * b;
      if (odd * size >= std::int64_t{1} << 53 || answer >> 53 != 1) continue;
      Problem problem = problem_of(Pass::kBackward, Dtype::kFloat32, {size, 1, {}});
      problem.parameter_dtype = Dtype::kFloat64;
      problem.eps = 1;
      Tensors inputs = make_inputs(problem);
      inputs.at(Role::kX).fill(0);
      inputs.at(Role::kDy).fill(0);
      inputs.at(Role::kDy).set(0, static_cast<double>(b));
      inputs.at(Role::kWeight).set(0, static_cast<double>(odd * size));
      const FastAnswers answers = solve(problem, inputs, {});
      const std::int64_t even = answer % 4 == 1 ? answer - 1 : answer + 1;
      EXPECT_EQ(answers.outputs.at(Role::kDx).get(1), -static_cast<double>(even));
      expect_oracle_bits(problem, inputs, answers.outputs);
      ++checked;
    }
  }
  EXPECT_GT(checked, 500);
}

}  // namespace
}  // namespace normaudit::reference
