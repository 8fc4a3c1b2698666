// Shared memory of blocks: one layout for the whole grid, so that cluster addresses are offsets.
#include <algorithm>
#include <cstring>

#include "cuda/simt/executor.h"
#include "cuda/simt/limits.h"
#include "cuda/simt/sanitizers.h"
#include "cuda/simt/sites.h"

namespace normaudit::cuda::simt {
namespace {

constexpr unsigned char kUnwritten = 0xff;
/// Static objects may be small and many: room for their red zones.
constexpr std::size_t kStaticRoom = 2 * kStaticSharedBytes;

std::size_t round_up(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// The red zone before an object reaches back to `from`, the one after it to the next multiple.
SharedPlace& append(SharedLayout& layout, const void* key, std::size_t bytes) {
  const std::size_t offset = layout.end;
  layout.places.push_back({key, offset, bytes});
  layout.end = round_up(offset + bytes + kRedZone, kRedZone);
  return layout.places.back();
}

void open_place(const Block& block, const SharedPlace& place) {
  unpoison(block.arena.data() + place.offset, place.bytes);
}

/// Fills what lies from `begin` to the layout's end, and poisons what is red zone.
void fill(const Grid& grid, const Block& block, std::size_t begin) {
  std::byte* const memory = block.arena.data();
  const std::size_t size = grid.layout.end - begin;
  unpoison(memory + begin, size);
  std::memset(memory + begin, kUnwritten, size);
  poison(memory + begin, size);
}

bool unwritten(const std::byte* begin, const std::byte* end) {
  return std::all_of(begin, end, [](std::byte value) { return value == std::byte{kUnwritten}; });
}

/// Without ASan nothing stopped a write into a red zone.
void check_red_zones(Grid& grid, const Block& block) {
  const std::byte* const memory = block.arena.data();
  std::size_t gap = 0;
  for (std::size_t index = 0; index <= grid.layout.places.size(); ++index) {
    const bool last = index == grid.layout.places.size();
    const std::size_t end = last ? grid.layout.end : grid.layout.places[index].offset;
    if (!unwritten(memory + gap, memory + end)) {
      note(grid, "block (" + std::to_string(block.id.x) + ',' + std::to_string(block.id.y) + ',' +
                     std::to_string(block.id.z) + ") wrote beyond an object of its shared memory");
    }
    if (!last) gap = end + grid.layout.places[index].bytes;
  }
}

}  // namespace

void open_layout(Grid& grid) {
  grid.layout.end = kRedZone;
  append(grid.layout, nullptr, grid.launch.shared_bytes);
}

void open_shared(Grid& grid, Block& block) {
  if (!block.arena.data()) {
    block.arena.allocate(round_up(grid.launch.shared_bytes, kRedZone) + 2 * kRedZone + kStaticRoom);
    poison(block.arena.data(), block.arena.size());
  }
  fill(grid, block, 0);
  for (const SharedPlace& place : grid.layout.places) open_place(block, place);
}

/// A block that ended has no shared memory, whoever still holds a pointer into it.
void close_shared(Grid& grid, Block& block) {
  std::byte* const memory = block.arena.data();
  if (!kAsan) check_red_zones(grid, block);
  if (grid.launch.cluster == 1) return;  // only a peer of the cluster could still come
  if (kTsan) {
    ignore_end();
    tsan_write(memory, grid.layout.end);
    ignore_begin();
  } else {
    fill(grid, block, 0);
  }
}

void* shared_dynamic() {
  return current_grid->running->block->arena.data() + current_grid->layout.places.front().offset;
}

void* shared_static(const SharedObject& object, Location location) {
  const Quiet quiet;
  Grid& grid = *current_grid;
  std::byte* const memory = grid.running->block->arena.data();
  for (const SharedPlace& place : grid.layout.places) {
    if (place.key == object.key) return memory + place.offset;
  }
  SharedLayout& layout = grid.layout;
  const std::size_t begin = layout.end;
  layout.static_bytes += round_up(object.bytes, object.alignment);
  if (layout.static_bytes > kStaticSharedBytes) {
    fail("more than 48 KB of static shared memory with the object at " + describe(location));
  }
  if (layout.static_bytes + grid.launch.shared_bytes > machine().shared_bytes_per_block) {
    fail("more shared memory, static and dynamic, than a block has with the object at " +
         describe(location));
  }
  const SharedPlace& place = append(layout, object.key, object.bytes);
  if (layout.end > grid.running->block->arena.size()) fail("too many static shared objects");
  for (const auto& cluster : grid.active) {
    for (const auto& block : cluster->blocks) {
      fill(grid, *block, begin);
      if (block->live > 0) open_place(*block, place);
    }
  }
  return memory + place.offset;
}

void* peer_shared(void* mine, unsigned rank, Location location) {
  const Quiet quiet;
  Grid& grid = *current_grid;
  const Block& block = *grid.running->block;
  const Cluster& cluster = *block.cluster;
  if (rank >= cluster.blocks.size()) {
    fail(describe(*grid.running) + " maps into block " + std::to_string(rank) +
         " of a cluster of " + std::to_string(cluster.blocks.size()) + " at " + describe(location));
  }
  std::byte* const address = static_cast<std::byte*>(mine);
  std::byte* const memory = block.arena.data();
  if (address < memory || address >= memory + grid.layout.end) {
    fail(describe(*grid.running) + " maps an address that is not its shared memory at " +
         describe(location));
  }
  return cluster.blocks[rank]->arena.data() + (address - memory);
}

void report_misaligned(const void* address, std::size_t bytes, Location location) {
  const Quiet quiet;
  const auto past = reinterpret_cast<std::uintptr_t>(address) % bytes;
  fail(describe(*current_grid->running) + " accesses " + std::to_string(bytes) + " bytes " +
       std::to_string(past) + " past their alignment at " + describe(location));
}

void note_copy(const PendingCopy& copy, Location location) {
  const Quiet quiet;
  Grid& grid = *current_grid;
  const std::byte* const memory = grid.running->block->arena.data();
  const auto* const target = reinterpret_cast<const std::byte*>(copy.to);
  if (target < memory || target >= memory + grid.layout.end) {
    fail(describe(*grid.running) + " copies asynchronously to what is not its shared memory at " +
         describe(location));
  }
  grid.running->copies.push_back(copy);
}

void commit_noted_copies() {
  const Quiet quiet;
  Thread& thread = *current_grid->running;
  thread.groups.push_back(thread.copies.size());
}

std::span<const PendingCopy> landing_copies(unsigned pending, Location location) {
  const Quiet quiet;
  if (removed_site("wait_copies", location)) return {};
  Thread& thread = *current_grid->running;
  thread.landing.clear();
  if (thread.groups.size() <= pending) return {};
  const std::size_t landed_groups = thread.groups.size() - pending;
  const std::size_t landed = thread.groups[landed_groups - 1];
  thread.landing.assign(thread.copies.begin(), thread.copies.begin() + landed);
  thread.copies.erase(thread.copies.begin(), thread.copies.begin() + landed);
  thread.groups.erase(thread.groups.begin(), thread.groups.begin() + landed_groups);
  for (std::size_t& end : thread.groups) end -= landed;
  return thread.landing;
}

}  // namespace normaudit::cuda::simt
