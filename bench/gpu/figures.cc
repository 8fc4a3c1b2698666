// Floors, medians and repetitions.
#include "bench/gpu/figures.h"

#include <algorithm>
#include <cmath>

namespace normaudit::bench {

std::int64_t floor_bytes(const Problem& problem) {
  const std::int64_t tensors = is_backward(problem.pass) ? 3 : 2;
  return tensors * problem.shape.count() * static_cast<std::int64_t>(size_in_bytes(problem.dtype));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

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
