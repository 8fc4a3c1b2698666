#pragma once
// Inside of the executor: a grid's clusters, blocks, warps and threads, and the fibers that carry
// them. One OS thread runs a grid; a CUDA thread that waits hands its OS thread to the next.

#include <boost/context/fiber.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cuda/simt/arena.h"
#include "cuda/simt/host.h"
#include "cuda/simt/location.h"
#include "cuda/simt/memory.h"
#include "cuda/simt/queue.h"
#include "cuda/simt/schedule.h"
#include "cuda/simt/stacks.h"
#include "cuda/simt/synchronization.h"
#include "cuda/simt/thread.h"
#include "cuda/simt/warp.h"

namespace normaudit::cuda::simt {

/// A stack that is reused by another CUDA thread of the same launch would carry the first one's
/// accesses to TSan.
inline constexpr bool kReuse = !kTsan;

struct Block;
struct Cluster;
struct Thread;
struct Warp;

/// A fiber; carries one CUDA thread at a time.
struct Carrier {
  boost::context::fiber self;
  Thread* thread = nullptr;
  Stack stack;
  const void* bottom = nullptr;  ///< of the stack, for ASan
  std::size_t size = 0;
  void* fake_stack = nullptr;
};

enum class Wait : std::uint8_t { kNotStarted, kNone, kCollective, kBarrier, kCounter, kDone };

struct Barrier {
  const char* name;
  Location location{};  ///< of those who wait
  Vote vote = Vote::kNone;
  unsigned waiting = 0;
  unsigned agreeing = 0;
  int result = 0;
  Thread* first = nullptr;  ///< those who wait, linked by Thread::next
  Thread* last = nullptr;
  unsigned phase = 0;
  char edge[2][8] = {};  ///< of TSan, by phase
};

struct Thread {
  ThreadVariables variables{};
  Block* block = nullptr;
  Warp* warp = nullptr;
  Carrier* carrier = nullptr;
  Wait wait = Wait::kNotStarted;
  Location location{};  ///< where it waits
  Barrier* barrier = nullptr;
  Thread* next = nullptr;
  Operand operand;
  std::uint64_t result = 0;
  const unsigned* counter = nullptr;
  unsigned wanted = 0;
  std::vector<PendingCopy> copies;   ///< cp.async not landed, oldest first
  std::vector<std::size_t> groups;   ///< for each committed group, the copies up to its end
  std::vector<PendingCopy> landing;  ///< handed to the kernel to perform
};

struct Warp {
  Thread* lanes = nullptr;    ///< lanes[i] is lane i
  unsigned live = 0;          ///< lanes that have not returned
  unsigned groups = 0;        ///< lowest lanes of the masks that are being gathered
  unsigned arrived[32] = {};  ///< for each such lowest lane, who is there
  unsigned phases = 0;        ///< a bit for each lowest lane
  char edge[32][2][8] = {};   ///< of TSan, by lowest lane and phase
};

struct Block {
  uint3 id{};
  Cluster* cluster = nullptr;
  unsigned rank = 0;
  unsigned live = 0;
  unsigned returned = 0;
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  Barrier barrier{.name = "__syncthreads"};
  Arena arena;
  std::vector<void*> observed;  ///< atomics its threads read, for TSan
  void* publisher = nullptr;    ///< a TSan fiber that knows what the block's fences released
  char released[8] = {};
  char block_released[8] = {};
  char ended[8] = {};
};

struct Cluster {
  std::vector<std::unique_ptr<Block>> blocks;
  unsigned live = 0;
  unsigned returned = 0;
  Barrier barrier{.name = "cluster_sync"};
};

/// Thrown through a kernel to unwind a thread after something was reported.
struct Abort {};

struct Grid {
  Grid(const Launch& launch_in, const Body& body_in);

  const Launch& launch;
  const Body& body;
  Schedule schedule;
  std::uint64_t random_state;
  std::uint64_t clusters = 0;  ///< of the whole grid
  std::uint64_t started = 0;
  std::uint64_t stride = 1;  ///< of the random order of clusters
  std::uint64_t live = 0;    ///< threads of started clusters that have not returned
  unsigned returned = 0;
  std::vector<std::unique_ptr<Cluster>> active;
  std::vector<std::unique_ptr<Cluster>> spare;
  SharedLayout layout;
  Barrier barrier{.name = "grid_sync"};
  std::vector<Thread*> spinning;  ///< those who wait for a counter
  std::uint64_t atomics = 0;
  std::uint64_t idle_switches = 0;  ///< at atomics, since something else happened
  ReadyQueue ready;
  StackLoan stacks;
  std::vector<std::unique_ptr<Carrier>> carriers;
  std::vector<Carrier*> parked;
  std::vector<Stack> publishers;  ///< of all blocks, kept to the end: their clocks are of one block
  Carrier main;
  Carrier* on = nullptr;        ///< runs now
  Carrier* previous = nullptr;  ///< ran before it
  Thread* running = nullptr;
  bool aborting = false;
  bool ending = false;
  std::string error;
  int raised = 0;      ///< floating-point flags of all threads
  char begun[8] = {};  ///< of TSan: the launch before every thread, every thread before its end
  char done[8] = {};
};

/// The grid on this OS thread.
extern constinit thread_local Grid* current_grid;

// executor.cc: which thread runs next
std::uint64_t random_number(Grid& grid);
/// The running thread waits (or yields, when it is in the queue) until somebody made it ready.
void leave(Grid& grid);
void make_ready(Grid& grid, Thread& thread);
/// Before those who are ready, where the order allows: a warp that goes on while its stacks are in
/// the cache is faster by half.
void make_ready_first(Grid& grid, Thread& thread);
void yield(Grid& grid);
/// The next thread in the schedule's order; null when none can run.
Thread* pick(Grid& grid);
/// Called when the thread's kernel returned; its cluster may be gone afterwards.
void finish(Grid& grid, Thread& thread);

// executor_fibers.cc: how it runs
/// Continues another thread or starts it; null: the launching thread.
void switch_to(Grid& grid, Thread* thread);
/// A stack with a TSan fiber that starts after nothing but the launch.
Stack take_stack(Grid& grid);
void end_fibers(Grid& grid);

// executor_report.cc
/// Notes the first thing found and unwinds the running thread.
[[noreturn]] void fail(const std::string& sentence);
void note(Grid& grid, const std::string& sentence);
std::string describe(const Thread& thread);
std::string describe(const Location& location);
const char* name_of(Collective collective);
std::string describe_stuck(const Grid& grid);

// executor_counters.cc
/// Readies those whose counter got there; true if there was one.
bool wake_spinning(Grid& grid, const void* counter);

// executor_memory.cc
void open_layout(Grid& grid);
void open_shared(Grid& grid, Block& block);
void close_shared(Grid& grid, Block& block);

}  // namespace normaudit::cuda::simt
