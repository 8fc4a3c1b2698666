// An exception of a task reaches the caller, whichever thread it was thrown on, and phases follow
// one another.
#include "impl/fast/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace normaudit::fast {
namespace {

TEST(Tasks, ExceptionsReachTheCaller) {
  for (const std::int64_t thrower : {0, 3}) {
    const auto task = [thrower](std::int64_t i) {
      if (i == thrower) throw std::runtime_error("task");
    };
    EXPECT_THROW(for_each_task(2, 4, Order::kForward, task), std::runtime_error);
    EXPECT_THROW(for_each_task(1, 4, Order::kReverse, task), std::runtime_error);
  }
}

TEST(Team, CallsNothingMoreAfterAFailure) {
  for (const int threads : {1, 2}) {
    for (const std::int64_t thrower : {0, 3}) {
      std::atomic<int> later = 0;
      const auto work = [&](const Team& team) {
        team.for_each(4, Order::kForward, [&](std::int64_t i) {
          if (i == thrower) throw std::runtime_error("first phase");
        });
        team.for_each(4, Order::kForward, [&](std::int64_t) { ++later; });
      };
      EXPECT_THROW(with_team(threads, work), std::runtime_error);
      EXPECT_EQ(later, 0);
    }
  }
}

TEST(Team, EndsAPhaseBeforeTheNext) {
  for (int repeat = 0; repeat < 100; ++repeat) {
    std::atomic<int> done = 0;
    std::atomic<int> early = 0;
    with_team(2, [&](const Team& team) {
      team.for_each(2, Order::kForward, [&](std::int64_t i) {
        if (i == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
        ++done;
      });
      team.for_each(2, Order::kReverse, [&](std::int64_t) { early += done < 2; });
    });
    EXPECT_EQ(early, 0);
  }
}

}  // namespace
}  // namespace normaudit::fast
