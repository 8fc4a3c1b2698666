#pragma once
// Tasks over a team of OpenMP threads: thread t of T takes the t-th of T ranges, so that a later
// phase over the same tasks finds in its caches what an earlier one left there.

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>

#include "impl/fast/quotient.h"

namespace normaudit::fast {

enum class Order : std::uint8_t { kForward, kReverse };

/// What the threads of a team share.
class Failure {
 public:
  bool happened() const { return happened_.load(std::memory_order_relaxed); }
  /// In a handler. Tasks take scratch memory, and an exception may not leave the region.
  void keep() {
#pragma omp critical(normaudit_fast_failure)
    exception_ = std::current_exception();
    happened_.store(true, std::memory_order_relaxed);
  }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::atomic<bool> happened_ = false;
  std::exception_ptr exception_;
};

/// One thread's view of its team.
class Team {
 public:
  Team(int index, int size, Failure& failure) : index_(index), size_(size), failure_(failure) {}

  /// Calls task(i) for i in [0, count), each on one thread and there in this order, and waits for
  /// all. After a failure nothing is called any more.
  template <class Task>
  void for_each(std::int64_t count, Order order, const Task& task) const {
    const std::int64_t first = quotient(count * index_, size_);
    const std::int64_t last = quotient(count * (index_ + 1), size_);
    try {
      if (!failure_.happened()) visit(first, last, order, task);
    } catch (...) {
      failure_.keep();
    }
    // Alone, a barrier would be that of the caller's own team.
    if (size_ > 1) {
#pragma omp barrier
    }
  }

 private:
  template <class Task>
  static void visit(std::int64_t first, std::int64_t last, Order order, const Task& task) {
    if (order == Order::kForward) {
      for (std::int64_t i = first; i < last; ++i) task(i);
    } else {
      for (std::int64_t i = last - 1; i >= first; --i) task(i);
    }
  }

  int index_;
  int size_;
  Failure& failure_;
};

/// Calls work(team) on each of so many threads. It takes a region's start and end once, however
/// many phases the work has: between calls the threads may have gone to sleep.
template <class Work>
void with_team(int threads, const Work& work) {
  Failure failure;
  if (threads <= 1) {
    work(Team(0, 1, failure));
  } else {
#pragma omp parallel num_threads(threads)
    work(Team(omp_get_thread_num(), omp_get_num_threads(), failure));
  }
  failure.rethrow();
}

/// Work of one phase.
template <class Task>
void for_each_task(int threads, std::int64_t count, Order order, const Task& task) {
  const int workers = static_cast<int>(std::min<std::int64_t>(threads, count));
  with_team(workers, [&](const Team& team) { team.for_each(count, order, task); });
}

}  // namespace normaudit::fast
