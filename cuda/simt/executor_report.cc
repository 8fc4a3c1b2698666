// What the executor found, in words: kernel, file, line, block, warp, lane.
#include <sstream>

#include "cuda/simt/executor.h"
#include "cuda/simt/sites.h"

namespace normaudit::cuda::simt {
namespace {

constexpr int kShown = 6;

void describe_wait(std::ostream& out, const Thread& thread) {
  out << "\n  " << describe(thread) << " waits at ";
  if (thread.wait == Wait::kCollective) {
    out << name_of(thread.operand.collective) << " with mask 0x" << std::hex << thread.operand.mask
        << std::dec;
  } else if (thread.wait == Wait::kCounter) {
    out << "wait_until_at_least(" << thread.wanted << ") for a counter that is "
        << *static_cast<const volatile unsigned*>(thread.counter);
  } else {
    out << thread.barrier->name;
  }
  out << ' ' << describe(thread.location);
}

}  // namespace

std::string describe(const Location& location) {
  return repository_path(location.file_name()) + ':' + std::to_string(location.line());
}

std::string describe(const Thread& thread) {
  const ThreadVariables& at = thread.variables;
  const auto triple = [](const uint3& index) {
    return '(' + std::to_string(index.x) + ',' + std::to_string(index.y) + ',' +
           std::to_string(index.z) + ')';
  };
  const unsigned linear =
      at.thread.x + at.block_dim.x * (at.thread.y + at.block_dim.y * at.thread.z);
  return "block " + triple(at.block) + " warp " + std::to_string(linear / 32) + " lane " +
         std::to_string(at.lane);
}

const char* name_of(Collective collective) {
  switch (collective) {
    case Collective::kShuffle:
      return "__shfl_sync";
    case Collective::kShuffleUp:
      return "__shfl_up_sync";
    case Collective::kShuffleDown:
      return "__shfl_down_sync";
    case Collective::kShuffleXor:
      return "__shfl_xor_sync";
    case Collective::kBallot:
      return "__ballot_sync";
    case Collective::kAny:
      return "__any_sync";
    case Collective::kAll:
      return "__all_sync";
    case Collective::kSyncwarp:
      break;
  }
  return "__syncwarp";
}

void note(Grid& grid, const std::string& sentence) {
  if (grid.error.empty()) grid.error = std::string(grid.launch.name) + ": " + sentence;
  grid.aborting = true;
}

void fail(const std::string& sentence) {
  note(*current_grid, sentence);
  throw Abort{};
}

std::string describe_stuck(const Grid& grid) {
  std::ostringstream out;
  out << (grid.spinning.empty() ? "deadlock:" : "livelock:") << " no thread can go on";
  const std::uint64_t waiting = grid.clusters - grid.started;
  if (waiting > 0) {
    out << ", and " << waiting * grid.launch.cluster << " blocks are not resident";
  }
  int shown = 0;
  for (const auto& cluster : grid.active) {
    for (const auto& block : cluster->blocks) {
      for (const Thread& thread : block->threads) {
        if (thread.wait == Wait::kDone || shown++ >= kShown) continue;
        describe_wait(out, thread);
      }
    }
  }
  if (shown > kShown) out << "\n  and " << shown - kShown << " more";
  return out.str();
}

}  // namespace normaudit::cuda::simt
