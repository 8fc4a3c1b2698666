// The dealing of a channel's numbers to slices, threads and tiles, seen through the kernels
// themselves: every number once, no deeper under merges than the contract says, the larger part
// first.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "cuda/host/contract.h"
#include "tests/cuda/counting_pass.h"
#include "tests/support/effort.h"

namespace normaudit::cuda::simt {
namespace {

/// One channel among three, its numbers 1, 2, 3, ...
template <class S>
struct Numbers {
  Lie lie;
  std::vector<S> x, output;
  std::vector<Dealt> found{3};

  explicit Numbers(const Lie& where)
      : lie(where), x(static_cast<std::size_t>(3 * where.extents.numbers())), output(x.size()) {
    for (std::int64_t n = 0; n < lie.extents.batch; ++n) {
      for (std::int64_t s = 0; s < lie.extents.places; ++s) {
        for (std::int64_t c = 0; c < 3; ++c) {
          x[static_cast<std::size_t>(lie.at(n, c, s))] =
              static_cast<S>(c * 1000 + (n * lie.extents.places + s) % 1000 + 1);
        }
      }
    }
  }

  void expect_every_number_once(const char* schedule) {
    const std::int64_t n = lie.extents.numbers();
    const NumericContract contract = pivoted_contract();
    const std::int64_t most =
        contract.merges + (n + contract.numbers_per_merge - 1) / contract.numbers_per_merge;
    for (std::int64_t c = 0; c < 3; ++c) {
      double sum = 0;
      for (std::int64_t j = 0; j < n; ++j) sum += static_cast<double>(c * 1000 + j % 1000 + 1);
      const Dealt& dealt = found[static_cast<std::size_t>(c)];
      EXPECT_EQ(dealt.count, n) << schedule;
      EXPECT_EQ(dealt.sum, sum) << schedule << ' ' << n;
      EXPECT_LE(dealt.merges, most) << schedule << ' ' << n;
      EXPECT_EQ(dealt.lopsided, 0) << schedule << ' ' << n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_EQ(output[i], -x[i]) << schedule << ' ' << n << ": " << i;
    }
    found.assign(3, {});
    output.assign(x.size(), S{});
  }
};

template <class S, int kInputs>
void expect_planes(std::int64_t batch, std::int64_t places) {
  using Pass = Counting<S, kInputs>;
  Numbers<S> numbers(dense_planes({batch, 3, places}));
  auto call = planar_call(Pass{numbers.found.data()}, numbers.lie);
  for (auto& input : call.inputs) {
    input = planes_at<const S>(numbers.x.data(), numbers.lie);
  }
  call.output = planes_at(numbers.output.data(), numbers.lie);
  launch_split(call);
  numbers.expect_every_number_once("split");
  launch_group(call, {.blocks = 3, .channels_in_flight = 2});
  numbers.expect_every_number_once("group");
  for (const unsigned cluster : {1u, 4u}) {
    const std::int64_t slots = (call.slices.count() + cluster - 1) / cluster;
    if (slots > kMostSlots || slots * Resident<Pass>::bytes_per_slot(call.slices) > 200000)
      continue;
    launch_cluster(call, cluster);
    numbers.expect_every_number_once("cluster");
  }
}

template <class S, int kInputs, int kWidth>
void expect_columns(std::int64_t batch, std::int64_t places) {
  using Pass = Counting<S, kInputs>;
  Numbers<S> numbers(dense_columns({batch, 3, places}));
  auto call = column_call(Pass{numbers.found.data()}, numbers.lie);
  for (auto& input : call.inputs) {
    input = columns_at<const S>(numbers.x.data(), numbers.lie);
  }
  call.output = columns_at(numbers.output.data(), numbers.lie);
  launch_split_columns<kWidth>(call, 2);
  numbers.expect_every_number_once("split");
  launch_group_columns<kWidth>(call, {.blocks = 3, .in_flight = 2}, 2);
  numbers.expect_every_number_once("group");
}

std::vector<std::int64_t> sizes() {
  std::vector<std::int64_t> result;
  for (std::int64_t n = 1; n <= 70; ++n) result.push_back(n);
  for (std::int64_t edge : {128, 256, 512, 1024, 4096, 8192, 12288}) {
    for (std::int64_t n = edge - 1; n <= edge + 1; ++n) result.push_back(n);
  }
  for (std::int64_t n = 71; n < 20000; n += 1873 / support::effort() + 1) result.push_back(n);
  return result;
}

TEST(Dealing, OfPlanesTakesEveryNumberOnce) {
  for (const std::int64_t n : sizes()) {
    expect_planes<float, 1>(1, n);
    expect_planes<double, 2>(n, 1);
  }
  expect_planes<float, 2>(5, 52);
  expect_planes<float, 1>(7, 49);
}

TEST(Dealing, OfColumnsTakesEveryNumberOnce) {
  for (const std::int64_t n : sizes()) {
    expect_columns<float, 1, 1>(n, 1);
    expect_columns<double, 2, 1>(1, n);
  }
  expect_columns<float, 1, 1>(7, 49);
}

/// More than one tile a thread.
TEST(Dealing, OfTheMostSlicesTakesEveryNumberOnce) {
  expect_planes<float, 1>(1, 256 * 4096 + 1);
  expect_planes<float, 2>(3, (2 * 256 * 4096) / 3 + 1);
  expect_columns<float, 1, 1>(256 * 256 + 1, 1);
  expect_columns<float, 2, 1>(3 * 256 * 128 - 5, 1);
}

/// Without walking them: slices follow each other up to the last number, and there are never more
/// than 256 or a short one among them.
TEST(Dealing, IntoSlicesCoversAnyCount) {
  for (int bit = 0; bit <= 40; ++bit) {
    for (std::int64_t off : {-1, 0, 1}) {
      const std::int64_t n = (std::int64_t{1} << bit) + off;
      const Slices slices = slices_of(n);
      ASSERT_LE(slices.count(), kMostSlices) << n;
      ASSERT_LE(slices.threads, kMostThreads) << n;
      const RowSlices rows = row_slices_of(n, kHeldRows);
      ASSERT_LE(rows.count, kMostSlices) << n;
      ASSERT_LE(rows.rows, kMostRows) << n;
      std::int64_t at = 0;
      for (std::int64_t slice = 0; slice < slices.count(); ++slice) {
        ASSERT_EQ(at, slice * slices.length()) << n;
        at = slices.end_of(slice);
      }
      EXPECT_EQ(at, n);
      at = 0;
      for (std::int64_t slice = 0; slice < rows.count; ++slice) {
        ASSERT_EQ(at, slice * rows.length) << n;
        at = rows.end_of(slice);
      }
      EXPECT_EQ(at, n);
    }
  }
}

}  // namespace
}  // namespace normaudit::cuda::simt
