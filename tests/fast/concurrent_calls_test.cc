// Calls from several threads at once, and from within the caller's own OpenMP regions, leave the
// bits of calls alone, and wait for no thread but their own.
#include <gtest/gtest.h>
#include <omp.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "tests/fast/threads.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

/// A problem of a caller's own, and its answer.
struct Known {
  explicit Known(const Layout& of)
      : layout(of), in(of), out(whole_step<float>(in, {.layout = of}, {.threads = 1})) {}

  /// What differs from the answer in so many calls, each with two threads and with one.
  std::string difference(int rounds) const {
    std::string found;
    for (int round = 0; round < rounds; ++round) {
      for (const int threads : {2, 1}) {
        found += whole_step<float>(in, {.layout = layout}, {.threads = threads}).difference(out);
      }
    }
    return found;
  }

  Layout layout;
  StepInputs<float> in;
  StepOutputs<float> out;
};

/// Some of the layouts on which two threads work: block by block, in slices, columns, packed.
const std::deque<Known>& known() {
  static const std::deque<Known> result = [] {
    std::deque<Known> all;
    for (const NamedLayout& named : layouts_of_several_threads()) {
      EXPECT_EQ(threads_taken<float>(named.layout, 2), 2) << named.name;
      EXPECT_GT(2 * sizeof(float) * named.layout.count(), 1u << 20) << named.name;
      all.emplace_back(named.layout);
    }
    return all;
  }();
  return result;
}

TEST(ConcurrentCalls, OfThreadsLeaveTheSameBits) {
  std::vector<std::string> found(known().size());
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < found.size(); ++i) {
    callers.emplace_back([&, i] { found[i] = known()[i].difference(2); });
  }
  for (std::thread& each : callers) each.join();
  EXPECT_EQ(found, std::vector<std::string>(found.size()));
}

// The same arrays are read by all.
TEST(ConcurrentCalls, OnTheSameInputsLeaveTheSameBits) {
  const Known& shared = known()[1];
  std::vector<std::string> found(4);
  std::vector<std::thread> callers;
  for (std::string& each : found) {
    callers.emplace_back([&] { each = shared.difference(2); });
  }
  for (std::thread& each : callers) each.join();
  EXPECT_EQ(found, std::vector<std::string>(found.size()));
}

/// Levels of OpenMP regions within each other, as long as it lives.
class ScopedLevels {
 public:
  explicit ScopedLevels(int levels) : before_(omp_get_max_active_levels()) {
    omp_set_max_active_levels(levels);
  }
  ~ScopedLevels() { omp_set_max_active_levels(before_); }
  ScopedLevels(const ScopedLevels&) = delete;
  ScopedLevels& operator=(const ScopedLevels&) = delete;

 private:
  int before_;
};

/// Two threads of one region: one makes calls, the other waits for it, at no barrier.
std::string called_by_one_of_two(const Known& problem) {
  std::string found;
  std::atomic<bool> done = false;
  int size = 0;
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
      size = omp_get_num_threads();
      found = problem.difference(1);
      done = true;
    } else {
      using Clock = std::chrono::steady_clock;
      const auto deadline = Clock::now() + std::chrono::minutes(1);
      while (!done && Clock::now() < deadline) std::this_thread::yield();
      if (!done) {
        // No way back: the caller's team is out of step.
        std::fputs("A call waits for a thread of the caller's own team.\n", stderr);
        std::abort();
      }
    }
  }
  return size == 2 ? found : "the region has no second thread";
}

class RegionsOfTheCaller : public testing::TestWithParam<int> {};

TEST_P(RegionsOfTheCaller, AreNotWaitedFor) {
  const ScopedLevels levels(GetParam());
  for (const Known& each : known()) EXPECT_EQ(called_by_one_of_two(each), "");
}

TEST_P(RegionsOfTheCaller, LeaveTheSameBits) {
  const ScopedLevels levels(GetParam());
  std::vector<std::string> found(known().size());
  const auto count = static_cast<int>(found.size());
#pragma omp parallel for num_threads(3) schedule(dynamic)
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    // Not all as often.
    found[at] = known()[at].difference(1 + i % 2);
  }
  EXPECT_EQ(found, std::vector<std::string>(found.size()));
}

// One level: a call's own region has one thread, however many are asked for. Two: as many.
INSTANTIATE_TEST_SUITE_P(Levels, RegionsOfTheCaller, testing::Values(1, 2));

}  // namespace
}  // namespace normaudit::fast
