#pragma once
// A lock that spins: TSan would take a mutex for an edge between CUDA threads.

#include <atomic>

namespace normaudit::cuda::simt {

/// For std::lock_guard.
class SpinLock {
 public:
  void lock() {
    while (busy_.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() { busy_.clear(std::memory_order_release); }

 private:
  std::atomic_flag busy_;
};

}  // namespace normaudit::cuda::simt
