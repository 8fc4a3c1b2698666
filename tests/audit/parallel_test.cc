// The loop on several threads.
#include "audit/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace normaudit::audit {
namespace {

TEST(ParallelFor, RunsEveryRoundOnce) {
  for (int threads : {1, 2, 7}) {
    SCOPED_TRACE(threads);
    std::vector<std::atomic<int>> times(100);

    parallel_for(100, threads, [&](std::int64_t i) { ++times[static_cast<std::size_t>(i)]; });

    for (const std::atomic<int>& each : times) EXPECT_EQ(each, 1);
  }
}

TEST(ParallelFor, HandsOnTheException) {
  const auto body = [](std::int64_t i) {
    if (i == 3) throw std::runtime_error("third");
  };

  EXPECT_THROW(parallel_for(10, 1, body), std::runtime_error);
  EXPECT_THROW(parallel_for(10, 4, body), std::runtime_error);
}

TEST(ParallelFor, NothingToDoIsFine) {
  parallel_for(0, 4, [](std::int64_t) { FAIL(); });
}

}  // namespace
}  // namespace normaudit::audit
