// The scheduler: starts clusters, picks the next thread, ends the grid. Boost.Context fibers carry
// the threads (executor_fibers.cc).
#include "cuda/simt/executor.h"

#include <algorithm>
#include <bit>
#include <cfenv>
#include <numeric>
#include <utility>

#include "cuda/simt/limits.h"
#include "cuda/simt/settings.h"

namespace normaudit::cuda::simt {

constinit thread_local const ThreadVariables* current_thread = nullptr;
constinit thread_local Grid* current_grid = nullptr;

namespace {

constexpr unsigned kWarp = 32;
/// The `index`-th cluster to start. Random: an affine permutation, which needs no memory.
std::uint64_t cluster_at(const Grid& grid, std::uint64_t index) {
  using Order = Schedule::Order;
  if (grid.schedule.order == Order::kReversed) return grid.clusters - 1 - index;
  if (grid.schedule.order == Order::kInOrder) return index;
  __extension__ using Wide = unsigned __int128;
  const Wide position = Wide{index} * grid.stride + grid.schedule.seed;
  return static_cast<std::uint64_t>(position % grid.clusters);
}

uint3 coordinates(std::uint64_t linear, const dim3& extent) {
  return {static_cast<unsigned>(linear % extent.x),
          static_cast<unsigned>(linear / extent.x % extent.y),
          static_cast<unsigned>(linear / extent.x / extent.y)};
}

void reset(Barrier& barrier) { barrier = Barrier{.name = barrier.name}; }

void open_block(Grid& grid, Block& block, std::uint64_t linear) {
  const dim3& extent = grid.launch.block;
  const auto count = static_cast<unsigned>(thread_count(extent));
  block.id = coordinates(linear, grid.launch.grid);
  block.live = count;
  block.returned = 0;
  reset(block.barrier);
  block.threads.resize(count);
  block.warps.assign((count + kWarp - 1) / kWarp, Warp{});
  open_shared(grid, block);
  for (unsigned index = 0; index < count; ++index) {
    Thread& thread = block.threads[index];
    Warp& warp = block.warps[index / kWarp];
    thread.variables = {.thread = coordinates(index, extent),
                        .block = block.id,
                        .block_dim = extent,
                        .grid_dim = grid.launch.grid,
                        .lane = index % kWarp,
                        .cluster_rank = block.rank,
                        .cluster_size = grid.launch.cluster};
    thread.block = &block;
    thread.warp = &warp;
    thread.carrier = nullptr;
    thread.wait = Wait::kNotStarted;
    thread.copies.clear();
    thread.groups.clear();
    warp.live |= 1u << index % kWarp;
    if (index % kWarp == 0) warp.lanes = &thread;
    grid.ready.push_back(&thread);
  }
}

std::unique_ptr<Cluster> take_cluster(Grid& grid) {
  if (kReuse && !grid.spare.empty()) {
    std::unique_ptr<Cluster> cluster = std::move(grid.spare.back());
    grid.spare.pop_back();
    return cluster;
  }
  auto cluster = std::make_unique<Cluster>();
  for (unsigned rank = 0; rank < grid.launch.cluster; ++rank) {
    auto block = std::make_unique<Block>();
    block->cluster = cluster.get();
    block->rank = rank;
    cluster->blocks.push_back(std::move(block));
  }
  return cluster;
}

void end_cluster(Grid& grid, Cluster& ended) {
  const auto at = std::find_if(grid.active.begin(), grid.active.end(),
                               [&](const auto& cluster) { return cluster.get() == &ended; });
  grid.spare.push_back(std::move(*at));
  *at = std::move(grid.active.back());
  grid.active.pop_back();
  // Under TSan a new cluster must not find the old one's edges at the same addresses.
  if (!kReuse) grid.spare.clear();
}

/// Without memory for the next cluster the launch ends: a fiber may have called, and nothing may be
/// thrown through it.
void start_clusters(Grid& grid) try {
  while (grid.active.size() < grid.schedule.resident && grid.started < grid.clusters) {
    std::unique_ptr<Cluster> cluster = take_cluster(grid);
    const std::uint64_t first = cluster_at(grid, grid.started++) * grid.launch.cluster;
    cluster->live = 0;
    cluster->returned = 0;
    reset(cluster->barrier);
    for (auto& block : cluster->blocks) {
      open_block(grid, *block, first + block->rank);
      cluster->live += block->live;
    }
    grid.live += cluster->live;
    grid.active.push_back(std::move(cluster));
  }
} catch (const std::exception& error) {
  note(grid, error.what());
}

/// A thread that returned never comes to what others wait for.
void check_left_behind(Grid& grid, const Thread& thread) {
  const Warp& warp = *thread.warp;
  const unsigned bit = 1u << thread.variables.lane;
  for (unsigned left = warp.groups; left != 0; left &= left - 1) {
    const unsigned low = static_cast<unsigned>(std::countr_zero(left));
    const Thread& waits = warp.lanes[std::countr_zero(warp.arrived[low])];
    if (waits.operand.mask & bit) {
      note(grid, describe(thread) + " returned while " + describe(waits) + " waits for it at " +
                     name_of(waits.operand.collective) + ' ' + describe(waits.location));
    }
  }
  for (const Barrier* barrier :
       {&thread.block->barrier, &thread.block->cluster->barrier, &grid.barrier}) {
    if (barrier->waiting > 0) {
      note(grid, describe(thread) + " returned while " + std::to_string(barrier->waiting) +
                     " threads wait at " + barrier->name + ' ' + describe(barrier->location));
    }
  }
}

}  // namespace

/// splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
std::uint64_t random_number(Grid& grid) {
  std::uint64_t mixed = grid.random_state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

Thread* pick(Grid& grid) {
  if (grid.ready.empty() && !wake_spinning(grid, nullptr)) return nullptr;
  switch (grid.schedule.order) {
    case Schedule::Order::kInOrder:
      return grid.ready.pop_front();
    case Schedule::Order::kReversed:
      return grid.ready.pop_back();
    case Schedule::Order::kRandom:
      break;
  }
  return grid.ready.pop_at(random_number(grid) % grid.ready.size());
}

void make_ready(Grid& grid, Thread& thread) {
  thread.wait = Wait::kNone;
  grid.ready.push_back(&thread);
}

void make_ready_first(Grid& grid, Thread& thread) {
  thread.wait = Wait::kNone;
  if (grid.schedule.order == Schedule::Order::kInOrder) {
    grid.ready.push_front(&thread);
  } else {
    grid.ready.push_back(&thread);
  }
}

void leave(Grid& grid) {
  Thread* const next = pick(grid);
  if (next != grid.running) switch_to(grid, next);
  if (grid.aborting) throw Abort{};
}

void yield(Grid& grid) {
  // Reversed takes from the back, and would take the yielding thread again.
  if (grid.schedule.order == Schedule::Order::kReversed) {
    grid.ready.push_front(grid.running);
  } else {
    grid.ready.push_back(grid.running);
  }
  leave(grid);
}

void finish(Grid& grid, Thread& thread) {
  thread.wait = Wait::kDone;
  thread.warp->live &= ~(1u << thread.variables.lane);
  check_left_behind(grid, thread);
  Block& block = *thread.block;
  Cluster& cluster = *block.cluster;
  ++block.returned;
  ++cluster.returned;
  ++grid.returned;
  --grid.live;
  grid.idle_switches = 0;
  happens_before(block.ended);
  if (--block.live == 0) {
    happens_after(block.ended);
    close_shared(grid, block);
  }
  if (--cluster.live == 0 && !grid.aborting) {
    end_cluster(grid, cluster);
    start_clusters(grid);
  }
}

Grid::Grid(const Launch& launch_in, const Body& body_in)
    : launch(launch_in),
      body(body_in),
      schedule(current_schedule()),
      random_state(schedule.seed * 0x2545f4914f6cdd1du),
      clusters(thread_count(launch.grid) / launch.cluster) {
  schedule.resident = static_cast<unsigned>(resident_clusters(launch));
  if (clusters > 2) {  // an odd-looking stride without a common factor
    stride = 1 + schedule.seed * 0x9e3779b97f4a7c15u % (clusters - 1);
    while (std::gcd(stride, clusters) != 1) ++stride;
  }
  ready.reserve(std::size_t{schedule.resident} * launch.cluster * thread_count(launch.block));
  on = &main;
  main.stack.tsan = tsan_current();
  open_layout(*this);
}

namespace {

/// The grid on this OS thread while this lives, however it ends.
class ScopedGrid {
 public:
  explicit ScopedGrid(Grid& grid) { current_grid = &grid; }
  ~ScopedGrid() { current_grid = nullptr; }
  ScopedGrid(const ScopedGrid&) = delete;
  ScopedGrid& operator=(const ScopedGrid&) = delete;
};

}  // namespace

void run_grid(const Launch& launch, const Body& body) {
  const Quiet quiet;
  check_launch(launch);
  if (current_grid) throw GpuError("a kernel launches a kernel");
  Grid grid(launch, body);
  const ScopedGrid scoped(grid);
  happens_before(grid.begun);
  start_clusters(grid);
  while (Thread* next = grid.aborting ? nullptr : pick(grid)) switch_to(grid, next);
  if (!grid.aborting && grid.live > 0) note(grid, describe_stuck(grid));
  end_fibers(grid);
  std::feraiseexcept(grid.raised);
  happens_after(grid.done);
  if (!grid.error.empty()) throw GpuError(grid.error);
}

}  // namespace normaudit::cuda::simt
