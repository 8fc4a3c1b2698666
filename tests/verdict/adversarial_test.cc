// Terms of the bounds that random data do not reach: inputs built so that the error nearly fills
// one term, the others being small. 0.9 is asked where every addition loses its half ulp.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "tests/verdict/every_backend.h"

namespace normaudit::verdict {
namespace {

using Numbers = std::vector<double>;

// The ratio of error to bound of one backend's save_mean or save_var; every backend is judged.
double ratio_of(const std::string& backend, Role role, const Numbers& numbers) {
  Problem problem;
  problem.shape = {static_cast<std::int64_t>(numbers.size()), 1, {}};
  Tensors inputs = make_inputs(problem);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    inputs.at(Role::kX).set(static_cast<std::int64_t>(i), numbers[i]);
  }
  double ratio = -1;
  judge_every_backend(problem, inputs, [&](const Backend& judged, const OutputVerdict& output) {
    if (judged.name == backend && output.role == role) ratio = output.worst.over_bound;
  });
  return ratio;
}

Numbers filled(std::size_t n, const std::function<double(std::size_t)>& number) {
  Numbers numbers(n);
  for (std::size_t i = 0; i < n; ++i) numbers[i] = number(i);
  return numbers;
}

// 1 and then halves of its ulp, each lost by ties to even: (n - 1)*u of the sum.
TEST(Adversarial, SequentialSumsLoseEveryHalfUlp) {
  const Numbers numbers = filled(1025, [](std::size_t i) { return i == 0 ? 1.0 : 0x1p-24; });
  EXPECT_GT(ratio_of("two_pass", Role::kSaveMean, numbers), 0.9);
}

// The same along one path of the tree: each level's partner is half an ulp of what it meets.
TEST(Adversarial, PairwiseSumsLoseOneHalfUlpALevel) {
  const Numbers numbers = filled(8, [](std::size_t i) { return i == 0 ? 1.0 : 0x1p-24; });
  EXPECT_GT(ratio_of("pairwise_two_pass", Role::kSaveMean, numbers), 0.9);
  const Numbers tree = filled(1024, [](std::size_t i) {
    const bool first_of_subtree = i % 8 == 0 && (i / 8 & (i / 8 - 1)) == 0;
    return i == 0 ? 1.0 : i < 8 || first_of_subtree ? 0x1p-24 : 0.0;
  });
  EXPECT_GT(ratio_of("pairwise_two_pass", Role::kSaveMean, tree), 0.9);
}

// Numbers that outgrow the sum, so that t - s is rounded, and then cancel it: 0.76u*sum|x| is left.
TEST(Adversarial, CompensationIsWrongWhereNumbersOutgrowTheSum) {
  const Numbers numbers{0x1.57288ap+2, 0x1.46e06ep+0, 0x1.4bffd2p+3, -0x1.103812p+4};
  EXPECT_GT(ratio_of("kahan_two_pass", Role::kSaveMean, numbers), kLoose);
}

// Each merge's step is half an ulp from an even mean, and lost.
TEST(Adversarial, MeansOfATreeStandStillAtEveryLevel) {
  const Numbers numbers = filled(16, [](std::size_t i) { return i == 0 ? 0x1p23 : 0x1p23 + 1; });
  EXPECT_GT(ratio_of("chan_tree", Role::kSaveMean, numbers), kLoose);
  EXPECT_GT(ratio_of("chan_tree", Role::kSaveVar, numbers), kLoose);
}

// No step of welford's mean reaches half an ulp of it, and the variance drifts with it.
TEST(Adversarial, WelfordsMeanStandsStill) {
  const Numbers numbers = filled(1000, [](std::size_t i) { return i == 0 ? 0x1p24 : 0x1p24 + 2; });
  EXPECT_GT(ratio_of("welford", Role::kSaveMean, numbers), kLoose);
  EXPECT_GT(ratio_of("welford", Role::kSaveVar, numbers), kLoose);
}

// A first number far from all others: about it they are as hard as for one_pass.
TEST(Adversarial, ShiftToAnOutlierIsNoShift) {
  const Numbers numbers = filled(1000, [](std::size_t i) {
    return i == 0 ? 0.0 : 1 + 0x1p-23 * static_cast<double>(i * 37 % 101);
  });
  EXPECT_GT(ratio_of("shifted_one_pass", Role::kSaveVar, numbers), kLoose);
  EXPECT_GT(ratio_of("shifted_one_pass", Role::kSaveMean, numbers), kLoose);
}

// Equal numbers lose nearly half an ulp at every addition only while their sum is in its last
// binade: a quarter of the mean's bound, so a sixteenth of its square, and as much again of the
// sums S and P about it. That leaves at most 1/64 of the bound; a quarter of kLoose is all this
// asks.
TEST(Adversarial, CorrectionOfALostMean) {
  const Numbers numbers(1879, 0x1.23a3fep+0);
  EXPECT_GT(ratio_of("corrected_two_pass", Role::kSaveVar, numbers), kLoose / 4);
}

}  // namespace
}  // namespace normaudit::verdict
