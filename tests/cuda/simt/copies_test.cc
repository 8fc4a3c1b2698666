// Asynchronous copies land at the wait and not before: a missing wait reads NaN.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

enum class Wait { kNone, kUncommitted, kOneInFlight, kAll };

/// Copies two groups of one vector each; says what it sees of them after this wait.
template <int kBytes>
__global__ void two_groups_kernel(Wait wait, const float* in, float* out) {
  NORMAUDIT_SHARED(float[2 * kBytes / 4], shared);
  constexpr int kWords = kBytes / 4;
  for (float& value : shared) value = -1;
  copy_async<kBytes>(shared, in);
  if (wait != Wait::kUncommitted) commit_copies();
  copy_async<kBytes>(shared + kWords, in + kWords);
  if (wait != Wait::kUncommitted) commit_copies();
  if (wait == Wait::kOneInFlight) wait_copies<1>();
  if (wait == Wait::kAll || wait == Wait::kUncommitted) wait_copies<0>();
  for (int i = 0; i < 2 * kWords; ++i) out[i] = shared[i];
}

template <int kBytes>
void expect_landed(Wait wait, int words) {
  alignas(16) const std::array<float, 8> in{1, 2, 3, 4, 5, 6, 7, 8};
  std::array<float, 8> out{};
  launch({.name = "copies"}, two_groups_kernel<kBytes>, wait, in.data(), out.data());
  for (int i = 0; i < kBytes / 2; ++i) {
    if (i < words) {
      EXPECT_EQ(out[i], in[i]);
    } else {
      EXPECT_TRUE(std::isnan(out[i])) << i << ' ' << out[i];
    }
  }
}

TEST(AsynchronousCopies, LandAtTheWait) {
  expect_landed<4>(Wait::kAll, 2);
  expect_landed<8>(Wait::kAll, 4);
  expect_landed<16>(Wait::kAll, 8);
  expect_landed<4>(Wait::kOneInFlight, 1);
  expect_landed<16>(Wait::kOneInFlight, 4);
  expect_landed<4>(Wait::kNone, 0);
  expect_landed<16>(Wait::kNone, 0);
  expect_landed<16>(Wait::kUncommitted, 0);
}

/// A buffer that is read while it is being refilled holds NaN, not the old number.
__global__ void refill_kernel(const float* in, float* out) {
  NORMAUDIT_SHARED(float, stage);
  copy_async<4>(&stage, in);
  commit_copies();
  wait_copies<0>();
  out[0] = stage;
  copy_async<4>(&stage, in + 1);
  commit_copies();
  out[1] = stage;
  wait_copies<0>();
  out[2] = stage;
}

TEST(AsynchronousCopies, MayOverwriteAtOnce) {
  const std::array<float, 2> in{1, 2};
  std::array<float, 3> out{};
  launch({.name = "refill"}, refill_kernel, in.data(), out.data());
  EXPECT_EQ(out[0], 1);
  EXPECT_TRUE(std::isnan(out[1]));
  EXPECT_EQ(out[2], 2);
}

__global__ void misuse_kernel(const char* in, float* out, int misuse) {
  NORMAUDIT_SHARED(float4[2], shared);
  if (misuse == 0) copy_async<16>(shared, in + 8);
  if (misuse == 1) copy_async<16>(reinterpret_cast<char*>(shared) + 4, in);
  if (misuse == 2) copy_async<4>(out, in);
}

TEST(AsynchronousCopies, MisuseIsNamed) {
  alignas(16) std::array<float, 8> in{};
  const auto run = [&](int misuse) {
    return error_of([&] {
      launch({.name = "misuse"}, misuse_kernel, reinterpret_cast<const char*>(in.data()), in.data(),
             misuse);
    });
  };
  EXPECT_NE(run(0).find("accesses 16 bytes 8 past their alignment"), std::string::npos);
  EXPECT_NE(run(1).find("accesses 16 bytes 4 past their alignment"), std::string::npos);
  EXPECT_NE(run(2).find("copies asynchronously to what is not its shared memory"),
            std::string::npos);
}

}  // namespace
}  // namespace normaudit::cuda::simt
