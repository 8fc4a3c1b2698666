// Threads for the length of one call.
#include "reference/fast_parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace normaudit::reference {

void for_each_share(const Shares& shares, const std::function<void(std::int64_t, int)>& work) {
  std::atomic<std::int64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&](int worker) {
    try {
      for (std::int64_t item = next++; item < shares.items; item = next++) work(item, worker);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
      next = shares.items;
    }
  };
  const auto threads = static_cast<int>(std::clamp<std::int64_t>(shares.items, 1, shares.threads));
  {
    std::vector<std::jthread> others;
    for (int worker = 1; worker < threads; ++worker) others.emplace_back(run, worker);
    run(0);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace normaudit::reference
