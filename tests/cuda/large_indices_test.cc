// Indices beyond 2^31 and 2^32. The kernels count in 64 bits throughout; a narrower index type
// would test another program, so these tests use true large indices instead: strides of sparse
// memory, and channels of more than 2^31 numbers whose rows all lie on one another.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "cuda/kernels/one_pass.cuh"
#include "cuda/kernels/textbook_backward.cuh"
#include "cuda/kernels/textbook_training.cuh"
#include "tests/cuda/hand_calls.h"
#include "tests/support/effort.h"

namespace normaudit::cuda::simt {
namespace {

constexpr std::int64_t kBeyond = std::int64_t{1} << 31;

/// Pages that are touched are all that is taken.
class SparseFloats {
 public:
  explicit SparseFloats(std::int64_t count)
      : bytes_(static_cast<std::size_t>(count) * sizeof(float)),
        memory_(mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
  }
  ~SparseFloats() { munmap(memory_, bytes_); }
  SparseFloats(const SparseFloats&) = delete;
  SparseFloats& operator=(const SparseFloats&) = delete;
  float* data() const { return static_cast<float*>(memory_); }

 private:
  std::size_t bytes_;
  void* memory_;
};

/// The statistics of a run beside its data.
struct Run {
  std::vector<float> mean, variance, invstd, dweight, dbias;
  std::vector<float> output;  // in logical order
  friend bool operator==(const Run&, const Run&) = default;
};

constexpr Extents kExtents{.batch = 2, .channels = 2, .places = 700};

float number_at(std::int64_t n, std::int64_t c, std::int64_t s) {
  return static_cast<float>((n * 31 + c * 17 + s * s * 7) % 101) / 8 + static_cast<float>(c);
}

ChannelArray array_of(std::vector<float>& numbers) { return {numbers.data(), Dtype::kFloat32}; }

/// Runs `launch_call(pass, x, dy, output)` on data that lies so.
template <class LaunchForward, class LaunchBackward>
Run run_on(const Lie& lie, float* memory, LaunchForward forward, LaunchBackward backward) {
  const std::int64_t last = lie.at(1, 1, kExtents.places - 1) + 1;
  float* const x = memory;
  float* const dy = memory + (last + 3) / 4 * 4;
  float* const output = dy + (last + 3) / 4 * 4;
  const auto each = [&](auto visit) {
    for (std::int64_t n = 0; n < kExtents.batch; ++n) {
      for (std::int64_t c = 0; c < kExtents.channels; ++c) {
        for (std::int64_t s = 0; s < kExtents.places; ++s) visit(n, c, s, lie.at(n, c, s));
      }
    }
  };
  each([&](std::int64_t n, std::int64_t c, std::int64_t s, std::int64_t at) {
    x[at] = number_at(n, c, s);
    dy[at] = number_at(n + 5, c, s + 3) - 4;
  });
  Run run;
  for (auto* numbers : {&run.mean, &run.variance, &run.invstd, &run.dweight, &run.dbias}) {
    numbers->resize(2);
  }
  TrainingArrays<float> training;
  training.save_mean = array_of(run.mean);
  training.save_var = array_of(run.variance);
  training.save_invstd = array_of(run.invstd);
  training.eps = 1.0f;
  forward(training, x, output);
  each([&](std::int64_t, std::int64_t, std::int64_t, std::int64_t at) {
    run.output.push_back(output[at]);
  });
  Backward<float> gradients;
  gradients.dweight = array_of(run.dweight);
  gradients.dbias = array_of(run.dbias);
  gradients.mean = array_of(run.mean);
  gradients.spread = array_of(run.invstd);
  gradients.numbers = kExtents.numbers();
  backward(gradients, x, dy, output);
  each([&](std::int64_t, std::int64_t, std::int64_t, std::int64_t at) {
    run.output.push_back(output[at]);
  });
  return run;
}

template <class Schedule>
Run run_planes(const Lie& lie, float* memory, Schedule schedule) {
  return run_on(
      lie, memory,
      [&](const TrainingArrays<float>& arrays, const float* x, float* y) {
        auto call = planar_call(ForwardTraining<float>{arrays}, lie);
        call.inputs[0] = planes_at(x, lie);
        call.output = planes_at(y, lie);
        schedule(call);
      },
      [&](const Backward<float>& pass, const float* x, const float* dy, float* dx) {
        auto call = planar_call(pass, lie);
        call.inputs[0] = planes_at(x, lie);
        call.inputs[1] = planes_at(dy, lie);
        call.output = planes_at(dx, lie);
        schedule(call);
      });
}

template <class Schedule>
Run run_columns(const Lie& lie, float* memory, Schedule schedule) {
  return run_on(
      lie, memory,
      [&](const TrainingArrays<float>& arrays, const float* x, float* y) {
        auto call = column_call(ForwardTraining<float>{arrays}, lie);
        call.inputs[0] = columns_at(x, lie);
        call.output = columns_at(y, lie);
        schedule(call);
      },
      [&](const Backward<float>& pass, const float* x, const float* dy, float* dx) {
        auto call = column_call(pass, lie);
        call.inputs[0] = columns_at(x, lie);
        call.inputs[1] = columns_at(dy, lie);
        call.output = columns_at(dx, lie);
        schedule(call);
      });
}

Run run_one_block(const Lie& lie, float* memory) {
  return run_on(
      lie, memory,
      [&](const TrainingArrays<float>& arrays, const float* x, float* y) {
        OneBlockCall<TextbookTraining<float, OnePass>> call{.pass = {arrays}};
        call.inputs[0] = strided_at(x, lie);
        call.output = strided_at(y, lie);
        call.numbers = kExtents.numbers();
        launch_one_block(call, kExtents.channels);
      },
      [&](const Backward<float>& pass, const float* x, const float* dy, float* dx) {
        OneBlockCall<TextbookBackward<float>> call{.pass = {pass}};
        call.inputs[0] = strided_at(x, lie);
        call.inputs[1] = strided_at(dy, lie);
        call.output = strided_at(dx, lie);
        call.numbers = kExtents.numbers();
        launch_one_block(call, kExtents.channels);
      });
}

/// The lie with samples or channels beyond 2^31 gives what the dense one gives.
template <class RunOn>
void expect_same_bits_beyond(const Lie& dense, const std::vector<Lie>& lies, RunOn run) {
  std::vector<float> memory(static_cast<std::size_t>(3 * 4 * kExtents.places + 16));
  const Run expected = run(dense, memory.data());
  ASSERT_NE(expected.output.front(), expected.output.back());
  for (const Lie& lie : lies) {
    const std::int64_t last = lie.at(1, 1, kExtents.places - 1) + 1;
    ASSERT_GT(last, kBeyond);
    const SparseFloats sparse(3 * last + 16);
    EXPECT_TRUE(run(lie, sparse.data()) == expected)
        << lie.batch_stride << ' ' << lie.channel_stride << ' ' << lie.place_stride;
  }
}

const Lie kFarSamples{kExtents, kBeyond + 8, 700, 1};
const Lie kFarChannels{kExtents, 704, 2 * kBeyond + 12, 1};
const Lie kFarMisaligned{kExtents, kBeyond + 1, 2 * kBeyond + 3, 1};

TEST(LargeIndices, OfPlanesGiveTheSameBits) {
  const std::vector<Lie> lies{kFarSamples, kFarChannels, kFarMisaligned};
  const auto run = [&](auto schedule) {
    expect_same_bits_beyond(dense_planes(kExtents), lies, [&](const Lie& lie, float* memory) {
      return run_planes(lie, memory, schedule);
    });
  };
  run([](const auto& call) { launch_split(call); });
  run([](const auto& call) { launch_cluster(call, 2); });
  run([](const auto& call) { launch_group(call, {.blocks = 2, .channels_in_flight = 1}); });
}

TEST(LargeIndices, OfColumnsGiveTheSameBits) {
  const std::vector<Lie> lies{{kExtents, kBeyond + 8, 1, 2}, {kExtents, 6, 1, (kBeyond >> 8) + 6}};
  const auto run = [&](auto schedule) {
    expect_same_bits_beyond(dense_columns(kExtents), lies, [&](const Lie& lie, float* memory) {
      return run_columns(lie, memory, schedule);
    });
  };
  run([](const auto& call) { launch_split_columns<1>(call, 2); });
  run([](const auto& call) { launch_group_columns<1>(call, {.blocks = 2, .in_flight = 1}, 2); });
}

TEST(LargeIndices, OfOneBlockGiveTheSameBits) {
  expect_same_bits_beyond(dense_planes(kExtents),
                          {kFarSamples, kFarChannels, {kExtents, 3, kBeyond, (kBeyond >> 8) + 6}},
                          run_one_block);
}

TEST(LargeIndices, AreDividedExactly) {
  std::vector<std::int64_t> divisors{1, 2, 3, 5, 7, 10, 49, 196, 784, 3136, 12544, 641, 6700417};
  for (int bit = 4; bit <= 62; ++bit) {
    for (std::int64_t off : {-1, 0, 1}) divisors.push_back((std::int64_t{1} << bit) + off);
  }
  divisors.push_back(std::numeric_limits<std::int64_t>::max());
  for (const std::int64_t divisor : divisors) {
    const Divider divide(divisor);
    EXPECT_EQ(divide.divisor(), divisor);
    std::vector<std::int64_t> numbers{0, 1, std::numeric_limits<std::int64_t>::max()};
    for (int bit = 1; bit <= 62; ++bit) {
      const std::int64_t power = std::int64_t{1} << bit;
      // Around the multiples of the divisor, where a quotient steps.
      const std::int64_t multiple = power / divisor * divisor;
      for (std::int64_t off : {-1, 0, 1}) {
        numbers.push_back(power + off);
        if (multiple + off >= 0) numbers.push_back(multiple + off);
      }
    }
    for (const std::int64_t number : numbers) {
      ASSERT_EQ(divide(number), number / divisor) << number << " / " << divisor;
    }
  }
}

/// Rows of +1 and -1 on one another, more of them than a 32-bit index counts: every sum and every
/// merge is exact, so the answer is known to the bit. Slow; the effort asks for it.
class MoreNumbersThan32Bits : public testing::Test {
 protected:
  static constexpr std::int64_t kPlaces = 1 << 16;
  static constexpr std::int64_t kBatch = kBeyond / kPlaces + 1;
  static constexpr Lie kLie{{kBatch, 1, kPlaces}, 0, kPlaces, 1};

  void SetUp() override {
    if (support::effort() < 10) GTEST_SKIP() << "more than 2^31 numbers take a minute";
    for (std::size_t i = 0; i < row_.size(); ++i) row_[i] = i % 2 == 0 ? 1.0f : -1.0f;
  }
  ForwardTraining<float> pass() {
    ForwardTraining<float> pass;
    pass.arrays.save_mean = array_of(mean_);
    pass.arrays.save_var = array_of(variance_);
    return pass;
  }
  void expect_exact() {
    EXPECT_EQ(mean_[0], 0);
    EXPECT_EQ(variance_[0], 1);  // M2/n: neither counts or sums what 32 bits hold
  }

  std::vector<float> row_ = std::vector<float>(kPlaces);
  std::vector<float> mean_{7}, variance_{7};
};

TEST_F(MoreNumbersThan32Bits, InAPlanarChannel) {
  auto call = planar_call(pass(), kLie);
  call.inputs[0] = planes_at<const float>(row_.data(), kLie);
  launch_split(call);
  expect_exact();
}

TEST_F(MoreNumbersThan32Bits, InAColumn) {
  const Lie lie{{kBatch, 1, kPlaces}, 0, 1, 1};
  auto call = column_call(pass(), lie);
  call.inputs[0] = columns_at<const float>(row_.data(), lie);
  launch_split_columns<1>(call, 1);
  expect_exact();
}

TEST_F(MoreNumbersThan32Bits, UnderOneBlock) {
  OneBlockCall<TextbookBackward<float>> call;
  std::vector<float> zero{0}, one{1};
  call.pass.dweight = array_of(variance_);
  call.pass.dbias = array_of(mean_);
  call.pass.mean = array_of(zero);
  call.pass.spread = array_of(one);
  call.pass.numbers = kLie.extents.numbers();
  for (auto& input : call.inputs) input = strided_at<const float>(row_.data(), kLie);
  call.numbers = kLie.extents.numbers();
  launch_one_block(call, 1);
  // Of each of 256 threads the sum of squares stops nowhere below 2^24.
  EXPECT_EQ(variance_[0], static_cast<float>(kLie.extents.numbers()));
  EXPECT_EQ(std::abs(mean_[0]), 0);
}

}  // namespace
}  // namespace normaudit::cuda::simt
