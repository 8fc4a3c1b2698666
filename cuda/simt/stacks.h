#pragma once
// Guard-paged stacks for fibers, kept by the process for the next launch.

#include <cstddef>
#include <vector>

#include "cuda/simt/sanitizers.h"

namespace normaudit::cuda::simt {

/// Sanitizers enlarge frames.
inline constexpr std::size_t kStackBytes = (kAsan ? 256 : kTsan ? 128 : 64) * 1024;

struct Stack {
  std::byte* bottom = nullptr;  ///< above the guard page
  std::byte* top = nullptr;
  void* tsan = nullptr;  ///< its TSan fiber; costs about a millisecond to make, so it is kept too
};

/// One launch's loan of stacks; what it takes beyond those kept by the process it makes.
class StackLoan {
 public:
  StackLoan() = default;
  ~StackLoan();
  StackLoan(const StackLoan&) = delete;
  StackLoan& operator=(const StackLoan&) = delete;

  /// Throws GpuError when there is no memory. Under TSan the caller is the launching thread's
  /// fiber, or the new fiber would start after what the caller did.
  Stack take();
  void give_back(const Stack& stack) { free_.push_back(stack); }

 private:
  std::vector<Stack> free_;
};

}  // namespace normaudit::cuda::simt
