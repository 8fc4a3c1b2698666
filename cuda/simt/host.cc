// Buffers, the simulated machine, and the refusals of a launch that a chip would give. Limits: CUDA
// C++ Programming Guide, "Compute Capabilities", for 9.0.
#include "cuda/simt/host.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "cuda/simt/limits.h"
#include "cuda/simt/sanitizers.h"
#include "cuda/simt/settings.h"

namespace normaudit::cuda::simt {
namespace {

constexpr std::align_val_t kAlignment{256};  // cudaMalloc's

std::string refusal(const Launch& launch) {
  const dim3& grid = launch.grid;
  const dim3& block = launch.block;
  const SimulatedMachine& machine = current_machine();
  const auto text = [](auto number) { return std::to_string(number); };
  if (block.x > 1024 || block.y > 1024 || block.z > 64 || thread_count(block) < 1 ||
      thread_count(block) > 1024) {
    return "a block has 1 to 1024 threads, at most 64 along z, not " + text(block.x) + " x " +
           text(block.y) + " x " + text(block.z);
  }
  if (thread_count(grid) < 1 || grid.x > 0x7fffffffu || grid.y > 0xffffu || grid.z > 0xffffu) {
    return "a grid has 1 to 2147483647 blocks along x and 1 to 65535 along y and z, not " +
           text(grid.x) + " x " + text(grid.y) + " x " + text(grid.z);
  }
  if (launch.shared_bytes > machine.shared_bytes_per_block) {
    return "a block has at most " + text(machine.shared_bytes_per_block) +
           " bytes of shared memory, not " + text(launch.shared_bytes);
  }
  if (launch.cluster < 1 || launch.cluster > machine.largest_cluster) {
    return "a cluster has 1 to " + text(machine.largest_cluster) + " blocks, not " +
           text(launch.cluster);
  }
  if (grid.x % launch.cluster != 0) {
    return "clusters of " + text(launch.cluster) + " blocks do not divide a grid of " +
           text(grid.x) + " along x";
  }
  const auto resident = static_cast<std::uint64_t>(resident_blocks(launch));
  if (launch.cooperative && thread_count(grid) > resident) {
    return "a cooperative grid must be resident at once: it has " + text(thread_count(grid)) +
           " blocks where " + text(resident) + " fit";
  }
  const std::uint64_t threads = launch.cluster * thread_count(block);
  const std::uint64_t clusters = resident_clusters(launch);
  if (clusters > kMostResidentThreads / threads) {
    return "the executor has stacks for " + text(kMostResidentThreads) + " resident threads, not " +
           text(clusters) + " x " + text(threads);
  }
  return {};
}

}  // namespace

std::uint64_t resident_clusters(const Launch& launch) {
  const std::uint64_t clusters = thread_count(launch.grid) / launch.cluster;
  const unsigned wanted = launch.cooperative ? 0 : current_schedule().resident;
  return wanted == 0 ? clusters : std::min<std::uint64_t>(wanted, clusters);
}

void check_launch(const Launch& launch) {
  const std::string why = refusal(launch);
  if (!why.empty()) throw GpuError(std::string(launch.name) + " cannot be launched: " + why);
}

int resident_blocks(const Launch& launch) {
  const SimulatedMachine& machine = current_machine();
  const auto threads = static_cast<int>(std::max<std::uint64_t>(thread_count(launch.block), 1));
  int blocks = std::min(machine.blocks_per_multiprocessor, 2048 / threads);
  // The chip keeps 1 KB of every block's shared memory for itself.
  const std::size_t room = machine.shared_bytes_per_block + 1024;
  blocks = std::min(blocks, static_cast<int>(room / (launch.shared_bytes + 1024)));
  const int all = blocks * machine.multiprocessors;
  const auto cluster = static_cast<int>(std::max(launch.cluster, 1u));
  return all / cluster * cluster;
}

Machine machine() {
  const SimulatedMachine& now = current_machine();
  return {.multiprocessors = now.multiprocessors,
          .shared_bytes_per_block = now.shared_bytes_per_block,
          .has_clusters = now.largest_cluster > 1,
          .largest_cluster = now.largest_cluster};
}

Buffer::Buffer(std::size_t bytes)
    : memory_(static_cast<std::byte*>(::operator new(bytes, kAlignment))), size_(bytes) {
  std::memset(memory_.get(), 0xff, bytes);
}

void Buffer::Free::operator()(std::byte* memory) const { ::operator delete(memory, kAlignment); }

void Buffer::upload(const void* source, std::size_t bytes) {
  if (bytes > size_) throw GpuError("an upload is larger than its buffer");
  if (bytes > 0) std::memcpy(memory_.get(), source, bytes);
}

void Buffer::download(void* target, std::size_t bytes) const {
  if (bytes > size_) throw GpuError("a download is larger than its buffer");
  if (bytes > 0) std::memcpy(target, memory_.get(), bytes);
}

}  // namespace normaudit::cuda::simt
