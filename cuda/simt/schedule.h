#pragma once
// What a test sets about the executor: the order of threads and blocks, the machine it stands for,
// a synchronization taken away. Each holds for launches of this OS thread while the object lives.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace normaudit::cuda::simt {

struct Schedule {
  /// The default is the cheapest; reversed runs blocks and threads from the last; random picks
  /// among all that can run and also switches at atomics.
  enum class Order : std::uint8_t { kInOrder, kReversed, kRandom };
  Order order = Order::kInOrder;
  std::uint64_t seed = 1;
  unsigned resident = 1;  ///< clusters interleaved at once; 0: the whole grid
};

class ScopedSchedule {
 public:
  explicit ScopedSchedule(const Schedule& schedule);
  ~ScopedSchedule();
  ScopedSchedule(const ScopedSchedule&) = delete;
  ScopedSchedule& operator=(const ScopedSchedule&) = delete;

 private:
  Schedule before_;
};

/// Small, so that cooperative grids stay small; shared memory and clusters are those of an H200.
struct SimulatedMachine {
  int multiprocessors = 4;
  int blocks_per_multiprocessor = 2;
  std::size_t shared_bytes_per_block = 227 * 1024;
  unsigned largest_cluster = 16;  ///< 1: no clusters, as before compute capability 9.0
};

class ScopedMachine {
 public:
  explicit ScopedMachine(const SimulatedMachine& machine);
  ~ScopedMachine();
  ScopedMachine(const ScopedMachine&) = delete;
  ScopedMachine& operator=(const ScopedMachine&) = delete;

 private:
  SimulatedMachine before_;
};

/// A source location that synchronizes: a barrier, a fence, a __syncwarp, a wait.
struct SynchronizationSite {
  std::string file;  ///< from the repository's root
  unsigned line = 0;
  std::string kind;
  auto operator<=>(const SynchronizationSite&) const = default;
};

/// Every such location reached since the process started or forgot them, sorted.
std::vector<SynchronizationSite> synchronization_sites();
/// For launches of this OS thread, while no other OS thread launches.
void forget_synchronization_sites();

/// While it lives, the synchronization at this line of the file whose path ends so does nothing: a
/// barrier, a __syncwarp, a fence, the fence of an arrive, a wait for a counter or for copies.
class ScopedRemoval {
 public:
  ScopedRemoval(std::string file_suffix, unsigned line);
  ~ScopedRemoval();
  ScopedRemoval(const ScopedRemoval&) = delete;
  ScopedRemoval& operator=(const ScopedRemoval&) = delete;
};

}  // namespace normaudit::cuda::simt
