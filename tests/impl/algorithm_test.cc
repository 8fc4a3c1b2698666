// What distinguishes one algorithm from the next, on numbers whose sums can be followed by hand.
#include <algorithm>
#include <cmath>

#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

class AlgorithmTest : public testing::TestWithParam<Dtype> {
 protected:
  static std::string format() {
    const std::string name(to_string(GetParam()));
    return " dtype=" + name + " parameters=" + name + " statistics=" + name;
  }
  /// The statistics of one channel, the list of whose numbers is given.
  static double statistic(const std::string& backend, Role role, const std::string& x) {
    const auto count = std::count(x.begin(), x.end(), ',') + 1;
    return support::run_text(backend, "batch_norm forward_training shape=" + std::to_string(count) +
                                          ",1 x=" + x + format())
        .at(role)
        .get(0);
  }
  static double rounded(double value) { return widen(GetParam(), narrow(GetParam(), value)); }
  /// 2^p, to which adding 1 changes nothing.
  static double big() { return std::ldexp(1.0, format_of(GetParam()).precision); }
};

TEST_P(AlgorithmTest, EachSumLosesWhatItsOrderMakesItLose) {
  // 2^p and then fifteen ones: one at a time each is lost, a block of eight ones is not, and a
  // compensated sum ends at 2^p + 16, the even one of the neighbours of 2^p + 15.
  std::string x = std::to_string(static_cast<std::int64_t>(big()));
  for (int i = 0; i < 15; ++i) x += ",1";
  const auto mean = [&](const char* backend) { return statistic(backend, Role::kSaveMean, x); };

  EXPECT_EQ(mean("two_pass"), big() / 16);
  EXPECT_EQ(mean("corrected_two_pass"), big() / 16);
  EXPECT_EQ(mean("pairwise_two_pass"), big() / 16 + 0.5);
  EXPECT_EQ(mean("kahan_two_pass"), big() / 16 + 1);
  const bool wider = GetParam() == Dtype::kFloat32;
  EXPECT_EQ(mean("two_pass_wide_sums"), wider ? rounded((big() + 15) / 16) : big() / 16);
}

TEST_P(AlgorithmTest, KahanKeepsTheSquaresThatAPlainSumLoses) {
  // Mean 0; the squares are twice 2^p and twelve ones.
  const auto root =
      std::to_string(static_cast<std::int64_t>(std::exp2(format_of(GetParam()).precision / 2)));
  const double square = std::exp2(format_of(GetParam()).precision / 2 * 2);
  const std::string x = root + ",-" + root + ",1,-1,1,-1,1,-1,1,-1,1,-1,1,-1,0,0";

  EXPECT_EQ(statistic("kahan_two_pass", Role::kSaveMean, x), 0);
  EXPECT_EQ(statistic("kahan_two_pass", Role::kSaveVar, x), (2 * square + 12) / 16);
  EXPECT_EQ(statistic("two_pass", Role::kSaveVar, x) < (2 * square + 12) / 16, true);
}

TEST_P(AlgorithmTest, ChanMergesAPairAndASingleNumber) {
  // (0, 4) has mean 2 and M2 8; with 8, n = 2 + 1 and d = 6: mean 2 + 6/3, M2 8 + 36*2/3.
  EXPECT_EQ(statistic("chan_tree", Role::kSaveMean, "0,4,8"), 4);
  EXPECT_EQ(statistic("chan_tree", Role::kSaveVar, "0,4,8"), rounded(32.0 / 3));
  // Full trees round in d, its square and the sums alone: here not at all.
  EXPECT_EQ(statistic("chan_tree", Role::kSaveVar, "0,4,8,12,16,20,24,28"), 84);
}

TEST_P(AlgorithmTest, ShiftKeepsTheVarianceThatOnePassCancels) {
  // 2^(p-1) + 0, 1, 2, 3: the squares of the numbers have no digit left for the variance, 1.25.
  const auto base = static_cast<std::int64_t>(big() / 2);
  std::string x = std::to_string(base);
  for (int i = 1; i < 4; ++i) x += "," + std::to_string(base + i);

  EXPECT_EQ(statistic("shifted_one_pass", Role::kSaveVar, x), 1.25);
  EXPECT_EQ(statistic("shifted_one_pass", Role::kSaveMean, x), rounded(big() / 2 + 1.5));
  EXPECT_NE(statistic("one_pass", Role::kSaveVar, x), 1.25);
}

TEST_P(AlgorithmTest, CorrectionTakesOutTheErrorOfTheMean) {
  // The mean base + 1.5 rounds to base + 2, which adds 0.25 to the variance of 1.25: the deviations
  // -2, -1, 0, 1 add up to -2, and (6 - 4/4)/4 = 1.25.
  const auto base = static_cast<std::int64_t>(big() / 2);
  std::string x = std::to_string(base);
  for (int i = 1; i < 4; ++i) x += "," + std::to_string(base + i);

  EXPECT_EQ(statistic("two_pass", Role::kSaveVar, x), 1.5);
  EXPECT_EQ(statistic("corrected_two_pass", Role::kSaveVar, x), 1.25);
}

TEST_P(AlgorithmTest, FoldedLosesAConstantTheCentredFormKeeps) {
  // mean 2^p, variance 4 with eps: x*a is a whole number, to which the bias adds nothing.
  const auto offset = static_cast<std::int64_t>(big());
  const std::string text = "batch_norm inference shape=1,1 eps=0 running_var=4 weight=1 bias=0.25" +
                           format() + " x=" + std::to_string(offset + 4) +
                           " running_mean=" + std::to_string(offset);

  EXPECT_EQ(support::run_text("two_pass", text).at(Role::kY).get(0), 2.25);
  EXPECT_EQ(support::run_text("folded", text).at(Role::kY).get(0), 2);
}

TEST_P(AlgorithmTest, WideSumsOfGradientsRoundOnce) {
  // dy is 2^p and then fifteen ones; x is 1 throughout but for the last, beyond a mean of 0.
  std::string dy = std::to_string(static_cast<std::int64_t>(big()));
  std::string x = "1";
  for (int i = 0; i < 15; ++i) {
    dy += ",1";
    x += ",1";
  }
  const std::string text =
      "batch_norm backward_inference shape=16,1 eps=0 running_mean=0"
      " running_var=1 x=" +
      x + " dy=" + dy + format();
  const bool wider = GetParam() == Dtype::kFloat32;
  const Tensors wide = support::run_text("two_pass_wide_sums", text);
  const Tensors plain = support::run_text("two_pass", text);

  EXPECT_EQ(wide.at(Role::kDbias).get(0), wider ? big() + 16 : big());
  EXPECT_EQ(wide.at(Role::kDweight).get(0), wider ? big() + 16 : big());
  EXPECT_EQ(plain.at(Role::kDbias).get(0), big());
  EXPECT_EQ(plain.at(Role::kDweight).get(0), big());
}

TEST_P(AlgorithmTest, EigenAddsInAnotherOrderAndChangesNothingElse) {
  // Small whole numbers, sixteen to a channel, x and its mean beside 2^(p-5): every sum that the
  // formulas have is exact, in any order, and sum x*dy is not.
  for (const char* pass : {"forward_training", "inference", "backward", "backward_inference"}) {
    const Problem p =
        parse_problem("batch_norm " + std::string(pass) + " shape=4,5,2,2 seed=3" + format());
    Tensors inputs = make_inputs(p);
    for (auto& [role, array] : inputs.arrays) {
      if (role == Role::kWeight || role == Role::kBias) continue;
      const bool shifted = role == Role::kX || role == Role::kRunningMean;
      for (std::int64_t i = 0; i < array.count(); ++i) {
        array.set(i, (shifted ? big() / 32 : 0) + static_cast<double>(i * 3 % 7 % 4));
      }
    }
    EXPECT_TRUE(support::same_outputs(run_backend(find_backend("eigen"), p, inputs).outputs,
                                      run_backend(find_backend("two_pass"), p, inputs).outputs))
        << pass;
  }
}

TEST(Algorithm, WideSumsOfFloat64AreTwoPass) {
  for (const char* pass : {"forward_training", "inference", "backward", "backward_inference"}) {
    const std::string text = "batch_norm " + std::string(pass) +
                             " shape=4,5,3 seed=4 dtype=float64 parameters=float64"
                             " statistics=float64";
    EXPECT_TRUE(support::same_outputs(support::run_text("two_pass_wide_sums", text),
                                      support::run_text("two_pass", text)));
  }
}

INSTANTIATE_TEST_SUITE_P(All, AlgorithmTest, testing::Values(Dtype::kFloat32, Dtype::kFloat64),
                         [](const auto& each) { return std::string(to_string(each.param)); });

}  // namespace
}  // namespace normaudit
