#pragma once
// What the executor's tests share: schedules to repeat a test under, and the sentence of a refusal.

#include <functional>
#include <string>
#include <vector>

#include "cuda/gpu.h"

namespace normaudit::cuda::simt {

/// In order, reversed, and four random ones; one cluster at a time and the whole grid.
std::vector<Schedule> schedules();

/// What GpuError said, or nothing.
std::string error_of(const std::function<void()>& action);

/// Launches without arguments to fill in: one block of a warp unless said otherwise.
inline Launch one_warp(const char* name) { return {.grid = 1, .block = 32, .name = name}; }

}  // namespace normaudit::cuda::simt
