// The flags of the numeric contracts: each holds where it is promised, and fails somewhere where it
// is not.
#include <cmath>

#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

bool all_nan(const Numbers& numbers) {
  for (double each : numbers) {
    if (!std::isnan(each)) return false;
  }
  return !numbers.empty();
}

// The backend on a problem of one channel, whose numbers `x_at` gives.
template <class XAt>
Tensors train(const std::string& backend, Problem problem, XAt x_at) {
  Tensors inputs = make_inputs(problem);
  Tensor& x = inputs.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, x_at(i));
  return run_backend(find_backend(backend), problem, inputs).outputs;
}

double constant(std::int64_t) { return 0x1.eb422ep-1; }
double outlier_first(std::int64_t i) { return i == 0 ? 0 : 0.1; }

class ContractTest : public TextbookTest {
 protected:
  const NumericContract& contract() const { return *find_backend(backend()).contract; }
  Problem channel(std::int64_t n) const {
    return problem("batch_norm forward_training affine=- track_running_stats=0 eps=1e-30 shape=" +
                   std::to_string(n) + ",1");
  }
};

TEST_P(ContractTest, OnlyOnePassCancelsWhereTheMeanIsLarge) {
  // The true variance is 2/9; mean^2 and the mean square agree to more digits than the format has.
  const std::string data = dtype() == Dtype::kFloat32
                               ? " shape=3,1 x=4090,4091,4091"
                               : " shape=3,1 x=134217722,134217723,134217723";
  const Tensors got = run("batch_norm forward_training" + data);
  const double variance = got.at(Role::kSaveVar).get(0);
  const bool negative = variance < 0;

  EXPECT_EQ(negative, backend() == "one_pass") << variance;
  EXPECT_EQ(all_nan(of(got, Role::kY)), negative);
}

TEST_P(ContractTest, VarianceIsNegativeOnlyWhereTheContractAllowsIt) {
  bool negative = false;
  const auto look = [&](const Tensors& got) {
    for (double variance : of(got, Role::kSaveVar)) negative = negative || variance < 0;
  };
  for (int seed = 0; seed < 100; ++seed) {
    const Problem p =
        problem("batch_norm forward_training shape=5,16 affine=- seed=" + std::to_string(seed));
    Tensors inputs = make_inputs(p);
    Tensor& x = inputs.at(Role::kX);
    const double offset = std::ldexp(1.0, format_of(dtype()).precision - 4);
    for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, x.get(i) + offset);
    look(run_backend(find_backend(backend()), p, inputs).outputs);
  }
  for (std::int64_t n = 300; n < 500; n += 7) look(train(backend(), channel(n), constant));
  look(train(backend(), channel(23000), outlier_first));

  EXPECT_FALSE(negative && contract().variance_never_negative);
}

TEST(Contract, ThreeBackendsSubtractMoreThanThereIs) {
  const auto negative = [](const std::string& backend, std::int64_t n, auto x_at) {
    const Problem p = parse_problem(
        "batch_norm forward_training affine=- track_running_stats=0"
        " shape=" +
        std::to_string(n) + ",1");
    return train(backend, p, x_at).at(Role::kSaveVar).get(0) < 0;
  };
  EXPECT_TRUE(negative("one_pass", 433, constant));
  // The correction is the square of a sum as inexact as the one that it corrects.
  EXPECT_TRUE(negative("corrected_two_pass", 433, constant));
  // The variance is 1/n of what is subtracted, and n*u is large enough.
  EXPECT_TRUE(negative("shifted_one_pass", 23000, outlier_first));
}

TEST_P(ContractTest, ConstantChannelsAreExactWhereTheContractSaysSo) {
  bool exact = true;
  for (double x : {0.1, -1.7, 3e5, 0.7e-3}) {
    for (std::int64_t n = 1; n < 60; ++n) {
      const Tensors got = train(backend(), channel(n), [&](auto) { return x; });
      exact = exact && got.at(Role::kSaveMean).get(0) == rounded(x) &&
              got.at(Role::kSaveVar).get(0) == 0 &&
              of(got, Role::kY) == Numbers(static_cast<std::size_t>(n), 0.0);
    }
  }
  // A float64 sum of equal float32 numbers is exact while there are at most 2^29 of them.
  const bool sums_are_exact = backend() == "two_pass_wide_sums" && dtype() == Dtype::kFloat32;
  EXPECT_EQ(exact, contract().exact_on_constant_channels || sums_are_exact);
}

INSTANTIATE_TEST_SUITE_P(All, ContractTest, kTextbookBackends, textbook_name);

}  // namespace
}  // namespace normaudit
