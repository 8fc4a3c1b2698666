// Schedules and refusals for the executor's tests.
#include "tests/cuda/simt/run_kernel.h"

namespace normaudit::cuda::simt {

std::vector<Schedule> schedules() {
  using Order = Schedule::Order;
  std::vector<Schedule> all;
  for (const unsigned resident : {1u, 0u}) {
    all.push_back({.order = Order::kInOrder, .resident = resident});
    all.push_back({.order = Order::kReversed, .resident = resident});
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      all.push_back({.order = Order::kRandom, .seed = seed, .resident = resident});
    }
  }
  return all;
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const GpuError& error) {
    return error.what();
  }
  return {};
}

}  // namespace normaudit::cuda::simt
