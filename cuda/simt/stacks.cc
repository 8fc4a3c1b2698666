// Fiber stacks from mmap, each above a guard page, shifted so that their tops do not share cache
// sets.
#include "cuda/simt/stacks.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <utility>

#include "cuda/gpu_error.h"
#include "cuda/simt/spin_lock.h"

namespace normaudit::cuda::simt {
namespace {

constexpr std::size_t kGuardBytes = 4096;

class Shelf {
 public:
  /// A few at a time: what one launch does not need, another one at the same time may.
  void take_some(std::vector<Stack>& to) {
    constexpr std::size_t kSome = 32;
    const std::lock_guard guard(lock_);
    const auto first = kept_.end() - static_cast<std::ptrdiff_t>(std::min(kSome, kept_.size()));
    to.assign(first, kept_.end());
    kept_.erase(first, kept_.end());
  }
  void put(const std::vector<Stack>& stacks) {
    const std::lock_guard guard(lock_);
    kept_.insert(kept_.end(), stacks.begin(), stacks.end());
  }

 private:
  SpinLock lock_;
  std::vector<Stack> kept_;
};

Shelf& shelf() {
  static Shelf* const kept = new Shelf;  // outlives every thread
  return *kept;
}

std::atomic<unsigned> made{0};

}  // namespace

StackLoan::~StackLoan() { shelf().put(free_); }

Stack StackLoan::take() {
  if (free_.empty()) shelf().take_some(free_);
  if (!free_.empty()) {
    const Stack stack = free_.back();
    free_.pop_back();
    return stack;
  }
  void* const memory = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, kGuardBytes, PROT_NONE) != 0) {
    throw GpuError("the executor has no memory for another stack, after " +
                   std::to_string(made.load()) + " resident threads");
  }
  // Equal offsets in a page would map all tops to a few cache sets.
  const std::size_t shift = made.fetch_add(1) % 16 * 192;
  std::byte* const bottom = static_cast<std::byte*>(memory) + kGuardBytes;
  return {bottom, bottom + kStackBytes - shift, tsan_create()};
}

}  // namespace normaudit::cuda::simt
