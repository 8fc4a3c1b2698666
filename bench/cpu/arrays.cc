// Mapped arrays, filled once.
#include "bench/cpu/arrays.h"

#include <sys/mman.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "core/hazard.h"
#include "core/random.h"

namespace normaudit::bench::cpu {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::int64_t kSkew = 17 * 64;  // an odd number of cache lines
constexpr std::int64_t kTable = std::int64_t{1} << 16;

std::vector<float> normal_table() {
  Philox words({2026, 5});
  std::vector<float> table;
  for (std::int64_t i = 0; i < kTable; ++i) {
    table.push_back(static_cast<float>(standard_normal(words)));
  }
  return table;
}

// From a table in a scrambled order: fifty million draws would take longer than what is timed.
void fill(float* numbers, std::int64_t count, float mean, std::uint64_t state) {
  const std::vector<float> table = normal_table();
  for (std::int64_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    numbers[i] = mean + table[state >> 48];
  }
}

Vector parameters(std::int64_t count, float centre) {
  Vector result;
  for (std::int64_t c = 0; c < count; ++c) {
    result.push_back(centre + 0.25F * static_cast<float>(c % 7 - 3) / 3);
  }
  return result;
}

std::int64_t most(const std::vector<Case>& cases, std::int64_t (*measure)(const Shape&)) {
  std::int64_t result = 1;
  for (const Case& each : cases) result = std::max(result, measure(each.problem.shape));
  return result;
}

std::int64_t most_numbers(const std::vector<Case>& cases) {
  return most(cases, [](const Shape& shape) { return shape.count(); });
}

}  // namespace

Buffer::Buffer(std::int64_t count, std::int64_t skew, Pages pages)
    : bytes_(static_cast<std::size_t>(count) * sizeof(float) + static_cast<std::size_t>(skew) +
             kHugePage) {
  mapping_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping_ == MAP_FAILED) throw std::bad_alloc();
  if (pages == Pages::kHuge) madvise(mapping_, bytes_, MADV_HUGEPAGE);  // a wish
  const auto start = reinterpret_cast<std::uintptr_t>(mapping_);
  const std::uintptr_t aligned = (start + kHugePage - 1) / kHugePage * kHugePage;
  data_ = reinterpret_cast<float*>(aligned + static_cast<std::uintptr_t>(skew));
}

Buffer::~Buffer() { munmap(mapping_, bytes_); }

Arrays::Arrays(const std::vector<Case>& cases)
    : x_(most_numbers(cases), 0),
      dy_(most_numbers(cases), kSkew),
      y_(most_numbers(cases), 2 * kSkew),
      dx_(most_numbers(cases), 3 * kSkew) {
  const std::int64_t numbers = most_numbers(cases);
  const std::int64_t channels = most(cases, [](const Shape& shape) { return shape.channels; });
  fill(x(), numbers, 0.5F, 1);
  fill(dy(), numbers, 0, 2);
  std::fill_n(y(), numbers, 0.0F);
  std::fill_n(dx(), numbers, 0.0F);
  weight = parameters(channels, 1);
  bias = parameters(channels, 0);
  running_mean = parameters(channels, 0.5F);
  running_var = parameters(channels, 1);
  for (Vector* each : {&save_mean, &save_var, &save_invstd, &dweight, &dbias}) {
    each->assign(static_cast<std::size_t>(channels), 0);
  }
}

}  // namespace normaudit::bench::cpu
