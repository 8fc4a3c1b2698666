// Rotations and repetitions.
#include "bench/gpu/figures.h"

#include <algorithm>
#include <cmath>

namespace normaudit::bench {

int rotation_of(std::int64_t bytes_of_set, std::int64_t cache_bytes) {
  const std::int64_t others = (2 * cache_bytes + bytes_of_set - 1) / bytes_of_set;
  return static_cast<int>(1 + std::max<std::int64_t>(others, 1));
}

Repetition repetition_of(double call_us, const Effort& effort) {
  const auto within = [](double wanted, int least, int most) {
    return static_cast<int>(
        std::clamp(wanted, static_cast<double>(least), static_cast<double>(most)));
  };
  Repetition result;
  result.calls = within(std::ceil(effort.sample_us / call_us), 1, effort.most_calls);
  result.samples = within(effort.budget_us / (result.calls * call_us), effort.least_samples,
                          effort.most_samples);
  return result;
}

}  // namespace normaudit::bench
