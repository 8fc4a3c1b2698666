#pragma once
// The arithmetic of a measurement on a device: how many sets of arrays to go round, and how often
// to repeat.

#include <cstdint>

#include "bench/figures.h"

namespace normaudit::bench {

/// Sets of arrays to go round so that, between two uses of one set, the others move at least twice
/// what the cache holds.
int rotation_of(std::int64_t bytes_of_set, std::int64_t cache_bytes);

/// How much time to spend on a contender.
struct Effort {
  double sample_us = 400;    ///< of one sample, where enough calls are allowed
  double budget_us = 40000;  ///< of all samples
  int least_samples = 5;
  int most_samples = 25;
  int most_calls = 32;  ///< in one sample
};

struct Repetition {
  int calls = 1;
  int samples = 1;
};
Repetition repetition_of(double call_us, const Effort& effort);

}  // namespace normaudit::bench
