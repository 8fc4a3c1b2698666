// The sequence of operations that impl/README.md documents and the bounds are derived from,
// replayed one rounding at a time.
#include <cmath>
#include <cstring>

#include "core/hazard.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

// Enough channels that no other sequence of operations rounds to the same bits in all of them.
constexpr std::int64_t kChannels = 16;

// Arithmetic whose every operation rounds once to the parameter's format: the operands are doubles
// that hold such numbers. Sum, product, quotient and root of two float32 numbers computed in double
// and rounded again are the correctly rounded ones, since 53 >= 2*24 + 2.
class Arithmetic {
 public:
  explicit Arithmetic(Dtype dtype) : dtype_(dtype) {}
  double operator()(double value) const { return widen(dtype_, narrow(dtype_, value)); }
  double add(double a, double b) const { return (*this)(a + b); }
  double subtract(double a, double b) const { return (*this)(a - b); }
  double multiply(double a, double b) const { return (*this)(a * b); }
  double divide(double a, double b) const { return (*this)(a / b); }
  double invstd(double variance, double eps) const {
    return divide(1, (*this)(std::sqrt(add(variance, (*this)(eps)))));
  }

 private:
  Dtype dtype_;
};

struct Replay {
  Arithmetic r;
  std::vector<double> x;
  double mean = 0;
  double variance = 0;

  void two_pass() {
    const auto n = static_cast<double>(x.size());
    double sum = 0;
    for (double v : x) sum = r.add(sum, v);
    mean = r.divide(sum, n);
    double squares = 0;
    for (double v : x) {
      const double d = r.subtract(v, mean);
      squares = r.add(squares, r.multiply(d, d));
    }
    variance = r.divide(squares, n);
  }
  void one_pass() {
    const auto n = static_cast<double>(x.size());
    double sum = 0;
    double squares = 0;
    for (double v : x) {
      sum = r.add(sum, v);
      squares = r.add(squares, r.multiply(v, v));
    }
    mean = r.divide(sum, n);
    variance = r.subtract(r.divide(squares, n), r.multiply(mean, mean));
  }
  void welford() {
    double squares = 0;
    double k = 0;
    for (double v : x) {
      k += 1;
      const double d = r.subtract(v, mean);
      mean = r.add(mean, r.divide(d, k));
      squares = r.add(squares, r.multiply(d, r.subtract(v, mean)));
    }
    variance = r.divide(squares, k);
  }
  void run(const std::string& backend) {
    if (backend == "two_pass") two_pass();
    if (backend == "one_pass") one_pass();
    if (backend == "welford") welford();
  }
};

TEST_P(TextbookTest, StatisticsFollowTheDocumentedOperations) {
  const Problem p = problem("batch_norm forward_training shape=7,16,11 seed=21 eps=0.001");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    Replay replay{.r = r, .x = {}};
    for (std::int64_t n = 0; n < 7; ++n) {
      for (std::int64_t s = 0; s < 11; ++s) {
        replay.x.push_back(inputs.at(Role::kX).get((n * kChannels + c) * 11 + s));
      }
    }
    replay.run(backend());
    EXPECT_EQ(got.at(Role::kSaveMean).get(c), replay.mean);
    EXPECT_EQ(got.at(Role::kSaveVar).get(c), replay.variance);
    EXPECT_EQ(got.at(Role::kSaveInvstd).get(c), r.invstd(replay.variance, 0.001));
  }
}

TEST_P(TextbookTest, OutputAndRunningStatisticsFollowTheDocumentedOperations) {
  const Problem p = problem("batch_norm forward_training shape=7,16,11 seed=22 momentum=0.3");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  const double m = r(0.3);
  for (std::int64_t i = 0; i < got.at(Role::kY).count(); ++i) {
    const std::int64_t c = i / 11 % kChannels;
    const double xhat =
        r.multiply(r.subtract(inputs.at(Role::kX).get(i), got.at(Role::kSaveMean).get(c)),
                   got.at(Role::kSaveInvstd).get(c));
    EXPECT_EQ(got.at(Role::kY).get(i), r.add(r.multiply(xhat, inputs.at(Role::kWeight).get(c)),
                                             inputs.at(Role::kBias).get(c)));
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
    const double xhat =
        r.multiply(r.subtract(inputs.at(Role::kX).get(i), inputs.at(Role::kRunningMean).get(c)),
                   r.invstd(inputs.at(Role::kRunningVar).get(c), 0.001));
    EXPECT_EQ(got.at(Role::kY).get(i), r.add(r.multiply(xhat, inputs.at(Role::kWeight).get(c)),
                                             inputs.at(Role::kBias).get(c)));
  }
}

// s and p of channel c, in order.
struct Sums {
  double dy = 0;
  double dot = 0;
};
Sums sums_of(const Arithmetic& r, const Tensors& inputs, std::int64_t c, double mean) {
  Sums sums;
  for (std::int64_t n = 0; n < 7; ++n) {
    for (std::int64_t s = 0; s < 11; ++s) {
      const std::int64_t i = (n * kChannels + c) * 11 + s;
      const double dy = inputs.at(Role::kDy).get(i);
      const double x = inputs.at(Role::kX).get(i);
      sums.dy = r.add(sums.dy, dy);
      sums.dot = r.add(sums.dot, r.multiply(r.subtract(x, mean), dy));
    }
  }
  return sums;
}

TEST_P(TextbookTest, BackwardFollowsTheDocumentedOperations) {
  const Problem p = problem("batch_norm backward shape=7,16,11 seed=24");
  const Tensors inputs = make_inputs(p);
  const Tensors forward = support::run_problem(backend(), forward_of(p));
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double mean = forward.at(Role::kSaveMean).get(c);
    const double invstd = forward.at(Role::kSaveInvstd).get(c);
    const Sums sums = sums_of(r, inputs, c, mean);
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

TEST_P(TextbookTest, BackwardInferenceFollowsTheDocumentedOperations) {
  const Problem p = problem("batch_norm backward_inference shape=7,16,11 seed=25 eps=0.001");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    const double invstd = r.invstd(inputs.at(Role::kRunningVar).get(c), 0.001);
    const Sums sums = sums_of(r, inputs, c, inputs.at(Role::kRunningMean).get(c));
    EXPECT_EQ(got.at(Role::kDbias).get(c), sums.dy);
    EXPECT_EQ(got.at(Role::kDweight).get(c), r.multiply(sums.dot, invstd));
    for (std::int64_t i = c * 11; i < c * 11 + 11; ++i) {
      EXPECT_EQ(got.at(Role::kDx).get(i),
                r.multiply(r.multiply(inputs.at(Role::kDy).get(i), invstd),
                           inputs.at(Role::kWeight).get(c)));
    }
  }
}

TEST_P(TextbookTest, CountsRoundOnceToTheDataFormat) {
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

  const double expected = dtype() == Dtype::kFloat32 ? 1 : 0x1p24 / 16777217.0;
  EXPECT_EQ(outputs.at(Role::kSaveMean).get(0), expected);
}

}  // namespace
}  // namespace normaudit
