// The sequence of operations that impl/README.md documents and the bounds are derived from,
// replayed one rounding at a time.
#include "tests/impl/arithmetic.h"

#include <cstring>

#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

// Enough channels that no other sequence of operations rounds to the same bits in all of them.
constexpr std::int64_t kChannels = 16;

// y = ((x - mean)*invstd)*weight + bias, or x*a + b where the backend folds.
struct Affine {
  double mean;
  double invstd;
  double weight;
  double bias;
};
double output(const std::string& backend, const Arithmetic& r, const Affine& with, double x) {
  if (backend == "folded") {
    const double a = r.multiply(with.weight, with.invstd);
    return r.add(r.multiply(x, a), r.subtract(with.bias, r.multiply(with.mean, a)));
  }
  const double xhat = r.multiply(r.subtract(x, with.mean), with.invstd);
  return r.add(r.multiply(xhat, with.weight), with.bias);
}

TEST_P(TextbookTest, OutputAndRunningStatisticsFollowTheDocumentedOperations) {
  const Problem p = problem("batch_norm forward_training shape=7,16,11 seed=22 momentum=0.3");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  const double m = r(0.3);
  for (std::int64_t i = 0; i < got.at(Role::kY).count(); ++i) {
    const std::int64_t c = i / 11 % kChannels;
    const Affine with{.mean = got.at(Role::kSaveMean).get(c),
                      .invstd = got.at(Role::kSaveInvstd).get(c),
                      .weight = inputs.at(Role::kWeight).get(c),
                      .bias = inputs.at(Role::kBias).get(c)};
    EXPECT_EQ(got.at(Role::kY).get(i), output(backend(), r, with, inputs.at(Role::kX).get(i)));
  }
  const auto average = [&](double old, double batch) {
    return r.add(r.multiply(r.subtract(1, m), old), r.multiply(m, batch));
  };
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double unbiased = r.multiply(got.at(Role::kSaveVar).get(c), r.divide(77, 76));
    EXPECT_EQ(got.at(Role::kRunningMean).get(c),
              average(inputs.at(Role::kRunningMean).get(c), got.at(Role::kSaveMean).get(c)));
    EXPECT_EQ(got.at(Role::kRunningVar).get(c),
              average(inputs.at(Role::kRunningVar).get(c), unbiased));
  }
}

TEST_P(TextbookTest, InferenceFollowsTheDocumentedOperations) {
  const Problem p = problem("batch_norm inference shape=7,16,11 seed=23 eps=0.001");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t i = 0; i < got.at(Role::kY).count(); ++i) {
    const std::int64_t c = i / 11 % kChannels;
    const Affine with{.mean = inputs.at(Role::kRunningMean).get(c),
                      .invstd = r.invstd(inputs.at(Role::kRunningVar).get(c), 0.001),
                      .weight = inputs.at(Role::kWeight).get(c),
                      .bias = inputs.at(Role::kBias).get(c)};
    EXPECT_EQ(got.at(Role::kY).get(i), output(backend(), r, with, inputs.at(Role::kX).get(i)));
  }
}

// s and p of channel c, in order; added in float64 where the backend does, and rounded once.
struct Sums {
  double dy = 0;
  double dot = 0;
};
Sums sums_of(const std::string& backend, const Arithmetic& r, const Tensors& inputs, std::int64_t c,
             double mean) {
  const Arithmetic sum = backend == "two_pass_wide_sums" ? Arithmetic(Dtype::kFloat64) : r;
  Sums sums;
  for (std::int64_t n = 0; n < 7; ++n) {
    for (std::int64_t s = 0; s < 11; ++s) {
      const std::int64_t i = (n * kChannels + c) * 11 + s;
      const double dy = inputs.at(Role::kDy).get(i);
      const double x = inputs.at(Role::kX).get(i);
      sums.dy = sum.add(sums.dy, dy);
      sums.dot = sum.add(sums.dot, r.multiply(r.subtract(x, mean), dy));
    }
  }
  return {r(sums.dy), r(sums.dot)};
}

class OrderedTest : public TextbookTest {};

TEST_P(OrderedTest, BackwardFollowsTheDocumentedOperations) {
  const Problem p = problem("batch_norm backward shape=7,16,11 seed=24");
  const Tensors inputs = make_inputs(p);
  const Tensors forward = support::run_problem(backend(), forward_of(p));
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double mean = forward.at(Role::kSaveMean).get(c);
    const double invstd = forward.at(Role::kSaveInvstd).get(c);
    const Sums sums = sums_of(backend(), r, inputs, c, mean);
    const double mean_dy = r.divide(sums.dy, 77);
    const double k = r.divide(r.multiply(r.multiply(sums.dot, invstd), invstd), 77);
    EXPECT_EQ(got.at(Role::kDbias).get(c), sums.dy);
    EXPECT_EQ(got.at(Role::kDweight).get(c), r.multiply(sums.dot, invstd));
    for (std::int64_t i = c * 11; i < c * 11 + 11; ++i) {
      const double centred = r.subtract(inputs.at(Role::kX).get(i), mean);
      const double part =
          r.subtract(r.subtract(inputs.at(Role::kDy).get(i), mean_dy), r.multiply(centred, k));
      EXPECT_EQ(got.at(Role::kDx).get(i),
                r.multiply(r.multiply(part, invstd), inputs.at(Role::kWeight).get(c)));
    }
  }
}

TEST_P(OrderedTest, BackwardInferenceFollowsTheDocumentedOperations) {
  const Problem p = problem("batch_norm backward_inference shape=7,16,11 seed=25 eps=0.001");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double invstd = r.invstd(inputs.at(Role::kRunningVar).get(c), 0.001);
    const Sums sums = sums_of(backend(), r, inputs, c, inputs.at(Role::kRunningMean).get(c));
    EXPECT_EQ(got.at(Role::kDbias).get(c), sums.dy);
    EXPECT_EQ(got.at(Role::kDweight).get(c), r.multiply(sums.dot, invstd));
    for (std::int64_t i = c * 11; i < c * 11 + 11; ++i) {
      EXPECT_EQ(got.at(Role::kDx).get(i),
                r.multiply(r.multiply(inputs.at(Role::kDy).get(i), invstd),
                           inputs.at(Role::kWeight).get(c)));
    }
  }
}

class CountTest : public TextbookTest {};

TEST_P(CountTest, RoundsOnceToTheFormatOfTheOperations) {
  // 2^24 + 1 elements are 2^24 in float32; all but the last are 0.
  const Problem p = problem("batch_norm forward_training shape=16777217,1 track_running_stats=0");
  Tensors inputs;
  inputs.arrays.emplace(Role::kX, make_array(p, Role::kX));
  Tensor& x = inputs.arrays.at(Role::kX);
  std::memset(x.elements(), 0, static_cast<std::size_t>(x.count()) * size_in_bytes(dtype()));
  x.set(x.count() - 1, 0x1p24);
  Problem bare = p;
  bare.has_weight = bare.has_bias = false;
  Tensors outputs;
  for (Role role : outputs_of(bare)) outputs.arrays.emplace(role, make_array(bare, role));
  find_backend(backend()).run(bare, inputs, outputs);

  const double expected = backend() == "two_pass_wide_sums" ? rounded(0x1p24 / 16777217.0) : 1;
  EXPECT_EQ(outputs.at(Role::kSaveMean).get(0), expected);
}

INSTANTIATE_TEST_SUITE_P(All, CountTest,
                         testing::Combine(testing::ValuesIn(all_backends()),
                                          testing::Values(Dtype::kFloat32)),
                         textbook_name);
INSTANTIATE_TEST_SUITE_P(All, OrderedTest,
                         testing::Combine(testing::ValuesIn(kOrderedBackends), kOperationFormats),
                         textbook_name);

}  // namespace
}  // namespace normaudit
