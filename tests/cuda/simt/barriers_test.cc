// Barriers of block, cluster and grid, counters, and how those who wait for ever are reported.
#include <gtest/gtest.h>

#include <vector>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

struct Votes {
  int count = -1;
  int all = -1;
  int any = -1;
  bool operator==(const Votes&) const = default;
};

__global__ void vote_kernel(unsigned agreeing, Votes* out) {
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const int mine = thread < agreeing ? 5 : 0;
  out[thread] = {__syncthreads_count(mine), __syncthreads_and(mine), __syncthreads_or(mine)};
}

TEST(Barriers, CountAndOr) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    for (const dim3 block : {dim3(1), dim3(33), dim3(5, 3, 4), dim3(128)}) {
      const unsigned threads = block.x * block.y * block.z;
      for (const unsigned agreeing : {0u, 1u, threads / 2, threads}) {
        std::vector<Votes> out(threads);
        launch({.grid = 1, .block = block, .name = "vote"}, vote_kernel, agreeing, out.data());
        const Votes right{static_cast<int>(agreeing), agreeing == threads, agreeing != 0};
        EXPECT_EQ(out, std::vector<Votes>(threads, right)) << agreeing << " of " << threads;
      }
    }
  }
}

/// Everybody writes; behind the barrier everybody reads what another wrote; ten times over.
enum class Reach { kBlock, kCluster, kGrid };

__global__ void rounds_kernel(Reach reach, unsigned members, unsigned* cells, int* errors) {
  const unsigned thread = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned first = thread / members * members;
  const unsigned other = first + (thread - first + members / 2 + 1) % members;
  for (unsigned round = 1; round <= 10; ++round) {
    cells[thread] = round;
    const auto meet = [&] {
      if (reach == Reach::kBlock) __syncthreads();
      if (reach == Reach::kCluster) cluster_sync();
      if (reach == Reach::kGrid) grid_sync();
    };
    meet();
    if (cells[other] != round) ++errors[thread];
    meet();
  }
}

TEST(Barriers, NobodyGoesAhead) {
  constexpr unsigned kBlock = 48;
  constexpr unsigned kBlocks = 8;
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    for (const Reach reach : {Reach::kBlock, Reach::kCluster, Reach::kGrid}) {
      const unsigned members = reach == Reach::kBlock     ? kBlock
                               : reach == Reach::kCluster ? 4 * kBlock
                                                          : kBlocks * kBlock;
      const Launch config{.grid = kBlocks,
                          .block = kBlock,
                          .cluster = reach == Reach::kCluster ? 4u : 1u,
                          .cooperative = reach == Reach::kGrid,
                          .name = "rounds"};
      std::vector<unsigned> cells(kBlocks * kBlock);
      std::vector<int> errors(cells.size());
      launch(config, rounds_kernel, reach, members, cells.data(), errors.data());
      EXPECT_EQ(errors, std::vector<int>(errors.size(), 0));
    }
  }
}

/// The blocks form a chain: each waits for the one before it, whatever the order they start in.
__global__ void chain_kernel(unsigned* counter, unsigned* order) {
  if (threadIdx.x == 0) {
    wait_until_at_least(counter, blockIdx.x);
    order[blockIdx.x] = *counter;
    arrive(counter);
  }
}

TEST(Counters, AChainOfBlocks) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    unsigned counter = 0;
    std::vector<unsigned> order(8, 99);
    launch({.grid = 8, .block = 32, .cooperative = true, .name = "chain"}, chain_kernel, &counter,
           order.data());
    EXPECT_EQ(order, (std::vector<unsigned>{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(counter, 8u);
  }
}

/// Blocks in reversed order, one resident at a time: the first to run waits for one that cannot
/// start.
TEST(Counters, ASpinForABlockThatIsNotResidentIsReported) {
  const ScopedSchedule scoped({.order = Schedule::Order::kReversed, .resident = 2});
  unsigned counter = 0;
  std::vector<unsigned> order(8);
  const std::string error = error_of([&] {
    launch({.grid = 8, .block = 32, .name = "chain"}, chain_kernel, &counter, order.data());
  });
  EXPECT_EQ(error.find("chain: livelock: no thread can go on, and 6 blocks are not resident"), 0u)
      << error;
  EXPECT_NE(error.find("block (7,0,0) warp 0 lane 0 waits at wait_until_at_least(7) for a counter "
                       "that is 0 tests/cuda/simt/barriers_test.cc:"),
            std::string::npos)
      << error;
}

__global__ void setter_kernel(unsigned* flag) {
  if (threadIdx.x != 0) {
    atomicExch(flag, 1);
    return;
  }
  while (atomicAdd(flag, 0) == 0) {
  }
}

TEST(Counters, ALoopAroundAnAtomicLetsOthersRun) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    unsigned flag = 0;
    launch(one_warp("setter"), setter_kernel, &flag);
    EXPECT_EQ(flag, 1u);
  }
}

__global__ void deadlock_kernel() {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    cluster_sync();
  }
}

TEST(Barriers, ADeadlockSaysWhoWaitsWhere) {
  for (const Schedule& schedule : schedules()) {
    const ScopedSchedule scoped(schedule);
    const std::string error =
        error_of([&] { launch({.grid = 2, .block = 64, .name = "dead"}, deadlock_kernel); });
    EXPECT_EQ(error.find("dead: deadlock: no thread can go on"), 0u) << error;
    EXPECT_NE(error.find("lane 0 waits at __syncthreads tests/cuda/simt/barriers_test.cc:"),
              std::string::npos)
        << error;
  }
}

__global__ void grid_kernel() { grid_sync(); }

TEST(Barriers, GridSyncNeedsACooperativeLaunch) {
  const std::string error = error_of([] { launch(one_warp("alone"), grid_kernel); });
  EXPECT_NE(error.find("calls grid_sync at tests/cuda/simt/barriers_test.cc:"), std::string::npos)
      << error;
  EXPECT_NE(error.find("in a launch that is not cooperative"), std::string::npos) << error;
}

__global__ void peer_returns_kernel() {
  if (cluster_rank() == 0) cluster_sync();
}

TEST(Barriers, AClusterBarrierWaitsForAllBlocks) {
  const std::string error = error_of(
      [] { launch({.grid = 2, .block = 1, .cluster = 2, .name = "peer"}, peer_returns_kernel); });
  EXPECT_NE(error.find("returned while 1 threads wait at cluster_sync"), std::string::npos)
      << error;
}

__global__ void throwing_kernel() {
  std::vector<int> none;
  static_cast<void>(none.at(threadIdx.x));
}

TEST(Barriers, WhatAKernelThrowsIsReported) {
  const std::string error = error_of([] { launch(one_warp("throwing"), throwing_kernel); });
  EXPECT_EQ(error.find("throwing: block (0,0,0) warp 0 lane 0 threw: "), 0u) << error;
}

}  // namespace
}  // namespace normaudit::cuda::simt
