// Barriers of block, cluster and grid: count those who have not returned, compare where they wait.
#include <cstring>
#include <utility>

#include "cuda/simt/executor.h"
#include "cuda/simt/sanitizers.h"
#include "cuda/simt/sites.h"

namespace normaudit::cuda::simt {
namespace {

/// A barrier's members: how many have not returned, and how many have.
struct Members {
  std::uint64_t live;
  unsigned returned;
};

struct Arrival {
  Vote vote;
  bool predicate;
  Location location;
};

bool same(const Location& a, const Location& b) {
  return a.line() == b.line() && a.column() == b.column() &&
         (a.file_name() == b.file_name() || std::strcmp(a.file_name(), b.file_name()) == 0);
}

int result_of(const Barrier& barrier) {
  switch (barrier.vote) {
    case Vote::kNone:
      return 0;
    case Vote::kCount:
      return static_cast<int>(barrier.agreeing);
    case Vote::kAnd:
      return barrier.agreeing == barrier.waiting;
    case Vote::kOr:
      break;
  }
  return barrier.agreeing != 0;
}

void release(Grid& grid, Barrier& barrier) {
  barrier.result = result_of(barrier);
  barrier.waiting = 0;
  barrier.phase ^= 1u;
  grid.idle_switches = 0;
  Thread* thread = std::exchange(barrier.first, nullptr);
  while (thread) make_ready(grid, *std::exchange(thread, thread->next));
}

void join(Barrier& barrier, Thread& thread, const Arrival& arrival) {
  if (barrier.waiting == 0) {
    barrier.location = arrival.location;
    barrier.vote = arrival.vote;
    barrier.agreeing = 0;
    barrier.first = &thread;
  } else {
    barrier.last->next = &thread;
  }
  barrier.last = &thread;
  thread.next = nullptr;
  thread.wait = Wait::kBarrier;
  thread.barrier = &barrier;
  thread.location = arrival.location;
  ++barrier.waiting;
  barrier.agreeing += arrival.predicate;
}

int pass(Barrier& barrier, const Members& members, const Arrival& arrival) {
  Grid& grid = *current_grid;
  Thread& thread = *grid.running;
  if (members.returned > 0) {
    fail(describe(thread) + " waits at " + barrier.name + ' ' + describe(arrival.location) +
         " after " + std::to_string(members.returned) + " threads have returned");
  }
  if (barrier.waiting > 0 && !same(barrier.location, arrival.location)) {
    fail(std::string("divergent ") + barrier.name + ": " + describe(thread) + " waits at " +
         describe(arrival.location) + ", others at " + describe(barrier.location));
  }
  join(barrier, thread, arrival);
  const unsigned phase = barrier.phase;
  happens_before(barrier.edge[phase]);
  if (barrier.waiting == members.live) release(grid, barrier);
  leave(grid);
  happens_after(barrier.edge[phase]);
  return barrier.result;
}

}  // namespace

int block_barrier(Vote vote, bool predicate, Location location) {
  const Quiet quiet;
  if (removed_site("__syncthreads", location)) return predicate;
  Block& block = *current_grid->running->block;
  return pass(block.barrier, {block.live, block.returned}, {vote, predicate, location});
}

void cluster_barrier(Location location) {
  const Quiet quiet;
  if (removed_site("cluster_sync", location)) return;
  Cluster& cluster = *current_grid->running->block->cluster;
  pass(cluster.barrier, {cluster.live, cluster.returned}, {Vote::kNone, false, location});
}

void grid_barrier(Location location) {
  const Quiet quiet;
  if (removed_site("grid_sync", location)) return;
  Grid& grid = *current_grid;
  if (!grid.launch.cooperative) {
    fail(describe(*grid.running) + " calls grid_sync at " + describe(location) +
         " in a launch that is not cooperative");
  }
  pass(grid.barrier, {grid.live, grid.returned}, {Vote::kNone, false, location});
}

}  // namespace normaudit::cuda::simt
