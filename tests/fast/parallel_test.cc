// An exception of a task reaches the caller, whichever thread it was thrown on.
#include "impl/fast/parallel.h"

#include <gtest/gtest.h>

#include <stdexcept>

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

}  // namespace
}  // namespace normaudit::fast
