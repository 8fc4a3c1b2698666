// Warp collectives: lanes gather by mask; the last one checks and resolves for all.
// CUDA C++ Programming Guide, "Warp Vote Functions" and "Warp Shuffle Functions".
#include <bit>

#include "cuda/simt/executor.h"
#include "cuda/simt/sanitizers.h"
#include "cuda/simt/sites.h"

namespace normaudit::cuda::simt {
namespace {

std::string call(const Operand& operand, const Location& location) {
  return std::string(name_of(operand.collective)) + ' ' + describe(location);
}

void check_operand(const Thread& thread, const Operand& operand, const Location& location) {
  const auto complain = [&](const std::string& what) {
    fail(describe(thread) + ' ' + what + " at " + call(operand, location));
  };
  if (!(operand.mask >> thread.variables.lane & 1u)) complain("is not in its own mask");
  if (operand.mask & ~thread.warp->live) {
    complain("names lanes in its mask that do not exist or have returned");
  }
  if (operand.width < 1 || operand.width > 32 ||
      !std::has_single_bit(static_cast<unsigned>(operand.width))) {
    complain("gives the width " + std::to_string(operand.width) + ", no power of two up to 32,");
  }
}

bool together(const Operand& a, const Operand& b) {
  return a.collective == b.collective && a.mask == b.mask && a.bytes == b.bytes &&
         a.width == b.width;
}

/// A lane waits for one collective at a time, so masks in flight are equal or disjoint.
void check_others(const Thread& thread, const Operand& operand, const Location& location) {
  const Warp& warp = *thread.warp;
  for (unsigned left = warp.groups; left != 0; left &= left - 1) {
    const unsigned low = static_cast<unsigned>(std::countr_zero(left));
    const Thread& other = warp.lanes[std::countr_zero(warp.arrived[low])];
    if ((other.operand.mask & operand.mask) == 0 || together(other.operand, operand)) continue;
    fail("mismatched warp collective: " + describe(thread) + " is at " + call(operand, location) +
         ", " + describe(other) + " waits at " + call(other.operand, other.location));
  }
}

/// The lane whose value lane `lane` receives; itself where the source lies outside its segment.
unsigned source_of(unsigned lane, const Operand& operand) {
  const auto width = static_cast<unsigned>(operand.width);
  const unsigned first = lane & ~(width - 1);
  switch (operand.collective) {
    case Collective::kShuffle:
      return first + (operand.argument & (width - 1));
    case Collective::kShuffleUp:
      return lane - first < operand.argument ? lane : lane - operand.argument;
    case Collective::kShuffleDown:
      return operand.argument >= first + width - lane ? lane : lane + operand.argument;
    case Collective::kShuffleXor: {
      // A source in a lower segment is read, one in a higher segment is not.
      const unsigned source = lane ^ operand.argument;
      return source >= first + width ? lane : source;
    }
    default:
      return lane;
  }
}

void resolve_shuffle(Thread* lanes, unsigned mask) {
  for (unsigned left = mask; left != 0; left &= left - 1) {
    const auto lane = static_cast<unsigned>(std::countr_zero(left));
    Thread& thread = lanes[lane];
    const unsigned source = source_of(lane, thread.operand);
    if (!(mask >> source & 1u)) {
      fail(describe(thread) + " reads the inactive lane " + std::to_string(source) + " at " +
           call(thread.operand, thread.location));
    }
    thread.result = lanes[source].operand.value;
  }
}

void resolve_vote(Thread* lanes, unsigned mask, Collective collective) {
  unsigned agreeing = 0;
  for (unsigned left = mask; left != 0; left &= left - 1) {
    const int lane = std::countr_zero(left);
    agreeing |= static_cast<unsigned>(lanes[lane].operand.value) << lane;
  }
  const std::uint64_t result = collective == Collective::kBallot ? agreeing
                               : collective == Collective::kAny  ? agreeing != 0
                                                                 : agreeing == mask;
  for (unsigned left = mask; left != 0; left &= left - 1) {
    lanes[std::countr_zero(left)].result = result;
  }
}

void resolve(Grid& grid, Thread& last) {
  Warp& warp = *last.warp;
  const unsigned mask = last.operand.mask;
  switch (last.operand.collective) {
    case Collective::kSyncwarp:
      break;
    case Collective::kBallot:
    case Collective::kAny:
    case Collective::kAll:
      resolve_vote(warp.lanes, mask, last.operand.collective);
      break;
    default:
      resolve_shuffle(warp.lanes, mask);
  }
  grid.idle_switches = 0;
  for (unsigned left = mask & ~(1u << last.variables.lane); left != 0;) {
    const auto highest = static_cast<unsigned>(std::bit_width(left)) - 1;
    make_ready_first(grid, warp.lanes[highest]);
    left &= ~(1u << highest);
  }
}

}  // namespace

std::uint64_t warp_collective(const Operand& operand, Location location) {
  const Quiet quiet;
  const bool orders = operand.collective == Collective::kSyncwarp;
  if (orders && removed_site("__syncwarp", location)) return 0;
  Grid& grid = *current_grid;
  Thread& thread = *grid.running;
  Warp& warp = *thread.warp;
  check_operand(thread, operand, location);
  check_others(thread, operand, location);
  thread.operand = operand;
  thread.location = location;
  const auto low = static_cast<unsigned>(std::countr_zero(operand.mask));
  char* const edge = warp.edge[low][warp.phases >> low & 1u];
  if (orders) happens_before(edge);
  warp.groups |= 1u << low;
  warp.arrived[low] |= 1u << thread.variables.lane;
  if (warp.arrived[low] == operand.mask) {
    warp.arrived[low] = 0;
    warp.groups &= ~(1u << low);
    warp.phases ^= 1u << low;
    resolve(grid, thread);
    // Nobody says which lane goes on first.
    if (grid.schedule.order == Schedule::Order::kRandom) yield(grid);
  } else {
    thread.wait = Wait::kCollective;
    leave(grid);
  }
  if (orders) happens_after(edge);
  return thread.result;
}

}  // namespace normaudit::cuda::simt
