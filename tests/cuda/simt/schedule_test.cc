// Orders, seeds, removals, and launches of two OS threads at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <set>
#include <thread>
#include <vector>

#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {
namespace {

/// Notes who comes when.
__global__ void order_kernel(unsigned* next, unsigned* order) {
  order[(*next)++] = blockIdx.x * blockDim.x + threadIdx.x;
  __syncthreads();
}

std::vector<unsigned> order_now() {
  unsigned next = 0;
  std::vector<unsigned> order(6 * 40);
  launch({.grid = 6, .block = 40, .name = "order"}, order_kernel, &next, order.data());
  EXPECT_EQ(next, order.size());
  return order;
}

std::vector<unsigned> order_of(const Schedule& schedule) {
  const ScopedSchedule scoped(schedule);
  return order_now();
}

TEST(Schedules, EveryThreadComesOnce) {
  for (const Schedule& schedule : schedules()) {
    std::vector<unsigned> order = order_of(schedule);
    std::sort(order.begin(), order.end());
    for (unsigned thread = 0; thread < order.size(); ++thread) EXPECT_EQ(order[thread], thread);
  }
}

TEST(Schedules, OrdersAreWhatTheySay) {
  using Order = Schedule::Order;
  std::vector<unsigned> ascending = order_of({});
  EXPECT_TRUE(std::is_sorted(ascending.begin(), ascending.end()));
  std::vector<unsigned> descending = order_of({.order = Order::kReversed});
  EXPECT_TRUE(std::is_sorted(descending.rbegin(), descending.rend()));
  std::set<std::vector<unsigned>> random;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Schedule schedule{.order = Order::kRandom, .seed = seed, .resident = 2};
    random.insert(order_of(schedule));
    EXPECT_EQ(order_of(schedule), order_of(schedule));
  }
  EXPECT_EQ(random.size(), 10u);
}

__global__ void barrier_kernel(unsigned* cells, int* errors) {
  cells[threadIdx.x] = threadIdx.x;
  __syncthreads();
  const unsigned other = (threadIdx.x + 37) % blockDim.x;
  if (cells[other] != other) ++*errors;
  __syncwarp();
  __threadfence();
}

int errors_of_barrier_kernel() {
  std::vector<unsigned> cells(128, 99999);
  int errors = 0;
  launch({.block = 128, .name = "barrier"}, barrier_kernel, cells.data(), &errors);
  return errors;
}

TEST(Removals, TakeAwayOneLine) {
  EXPECT_EQ(errors_of_barrier_kernel(), 0);
  std::vector<SynchronizationSite> here;
  for (const SynchronizationSite& site : synchronization_sites()) {
    if (site.file == "tests/cuda/simt/schedule_test.cc") here.push_back(site);
  }
  const auto barrier = std::find_if(here.begin(), here.end(), [&](const auto& site) {
    return site.kind == "__syncthreads" && site.line == here.back().line - 4;
  });
  ASSERT_NE(barrier, here.end());
  EXPECT_EQ(here[here.size() - 2].kind, "__syncwarp");
  EXPECT_EQ(here.back().kind, "__threadfence");
  {
    const ScopedRemoval removal("simt/schedule_test.cc", barrier->line);
    EXPECT_GT(errors_of_barrier_kernel(), 0);
    const ScopedRemoval another("simt/schedule_test.cc", 1);
    EXPECT_GT(errors_of_barrier_kernel(), 0);
  }
  EXPECT_EQ(errors_of_barrier_kernel(), 0);
  const ScopedRemoval elsewhere("other/schedule_test.cc", barrier->line);
  EXPECT_EQ(errors_of_barrier_kernel(), 0);
}

/// Long enough to overlap; under a schedule, a machine and a removal of its own thread.
TEST(TwoThreads, RunKernelsAtOnce) {
  using Order = Schedule::Order;
  std::barrier<> both(2);
  const auto work = [&](Order order, bool removed, int* failures) {
    const ScopedSchedule scoped({.order = order});
    both.arrive_and_wait();
    *failures += order_now().front() != (order == Order::kInOrder ? 0u : 6 * 40 - 1);
    unsigned line = 0;
    for (const SynchronizationSite& site : synchronization_sites()) {
      if (site.kind == "__syncwarp" && site.file.ends_with("schedule_test.cc")) line = site.line;
    }
    const ScopedRemoval removal("schedule_test.cc", removed ? line - 3 : 1);
    for (int round = 0; round < 200; ++round) {
      *failures += (errors_of_barrier_kernel() > 0) != removed;
    }
  };
  errors_of_barrier_kernel();
  int failures[2] = {};
  std::thread first(work, Order::kInOrder, false, &failures[0]);
  std::thread second(work, Order::kReversed, true, &failures[1]);
  first.join();
  second.join();
  EXPECT_EQ(failures[0], 0);
  EXPECT_EQ(failures[1], 0);
}

}  // namespace
}  // namespace normaudit::cuda::simt
