#pragma once
// Tasks over OpenMP threads: thread t of T takes the t-th of T ranges, so that a later phase over
// the same tasks finds in its caches what an earlier one left there.

#include <omp.h>

#include <algorithm>
#include <cstdint>
#include <exception>

namespace normaudit::fast {

enum class Order : std::uint8_t { kForward, kReverse };

/// Calls task(i) for i in [0, count), on each thread in this order.
template <class Task>
void for_each_task(int threads, std::int64_t count, Order order, const Task& task) {
  const auto range = [&](std::int64_t first, std::int64_t last) {
    if (order == Order::kForward) {
      for (std::int64_t i = first; i < last; ++i) task(i);
    } else {
      for (std::int64_t i = last - 1; i >= first; --i) task(i);
    }
  };
  const int workers = static_cast<int>(std::min<std::int64_t>(threads, count));
  if (workers <= 1) return range(0, count);
  // Tasks take scratch memory, and an exception may not leave the region.
  std::exception_ptr failure;
#pragma omp parallel num_threads(workers)
  {
    const std::int64_t all = omp_get_num_threads();
    const std::int64_t mine = omp_get_thread_num();
    try {
      range(count * mine / all, count * (mine + 1) / all);
    } catch (...) {
#pragma omp critical(normaudit_fast_failure)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace normaudit::fast
