// Fences, atomics and waits for counters. Under TSan an edge leads from a fence through an atomic
// of the same block to another block's read of that atomic, and from there to its next fence.
#include <algorithm>

#include "cuda/simt/atomics.h"
#include "cuda/simt/executor.h"
#include "cuda/simt/sanitizers.h"
#include "cuda/simt/sites.h"

namespace normaudit::cuda::simt {
namespace {

/// Forced at atomics with no barrier passed and no thread ended: a spin that nobody ends.
constexpr std::uint64_t kIdleSwitches = 1u << 26;

void fence_block(Block& block) {
  happens_after(block.block_released);
  happens_before(block.block_released);
}

/// What the block's fences released goes to those who read this atomic and fence. The publisher is
/// a fiber of TSan that knows these releases and nothing else of the block.
void publish(Grid& grid, Block& block, void* atomic) {
  if (!block.publisher) {
    grid.publishers.push_back(take_stack(grid));
    block.publisher = grid.publishers.back().tsan;
  }
  tsan_switch(block.publisher);
  happens_after(block.released);
  happens_before(atomic);
  tsan_switch(grid.on->stack.tsan);
  if (std::find(block.observed.begin(), block.observed.end(), atomic) == block.observed.end()) {
    block.observed.push_back(atomic);
  }
}

unsigned value_of(const unsigned* counter) {
  return *static_cast<const volatile unsigned*>(counter);
}

}  // namespace

void fence(const char* what, Location location) {
  const Quiet quiet;
  if (removed_site(what, location)) return;
  if (!kTsan) return;
  Block& block = *current_grid->running->block;
  for (void* atomic : block.observed) happens_after(atomic);
  happens_before(block.released);
  fence_block(block);
}

void block_fence(Location location) {
  const Quiet quiet;
  if (!removed_site("__threadfence_block", location)) fence_block(*current_grid->running->block);
}

void before_atomic() {
  const Quiet quiet;
  Grid& grid = *current_grid;
  const bool random = grid.schedule.order == Schedule::Order::kRandom;
  // In the other orders, too, a loop around an atomic must let the others go on.
  if (random ? random_number(grid) % 4 != 0 : ++grid.atomics % 64 != 0) return;
  if (++grid.idle_switches > kIdleSwitches) {
    fail("livelock: " + describe(*grid.running) + " and others only repeat atomics");
  }
  yield(grid);
}

void after_atomic(const void* address) {
  const Quiet quiet;
  Grid& grid = *current_grid;
  if (kTsan) publish(grid, *grid.running->block, const_cast<void*>(address));
  if (!grid.spinning.empty()) wake_spinning(grid, address);
  if (grid.schedule.order == Schedule::Order::kRandom && random_number(grid) % 4 == 0) yield(grid);
}

bool wait_for_counter(const unsigned* counter, unsigned value, Location location) {
  const Quiet quiet;
  if (removed_site("wait_until_at_least", location)) return false;
  if (value_of(counter) >= value) return true;
  Grid& grid = *current_grid;
  Thread& thread = *grid.running;
  thread.wait = Wait::kCounter;
  thread.location = location;
  thread.counter = counter;
  thread.wanted = value;
  grid.spinning.push_back(&thread);
  leave(grid);
  return true;
}

bool wake_spinning(Grid& grid, const void* counter) {
  const std::size_t before = grid.spinning.size();
  std::erase_if(grid.spinning, [&](Thread* thread) {
    if (counter && counter != thread->counter) return false;
    if (value_of(thread->counter) < thread->wanted) return false;
    make_ready(grid, *thread);
    return true;
  });
  return grid.spinning.size() < before;
}

}  // namespace normaudit::cuda::simt
