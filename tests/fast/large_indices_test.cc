// Places beyond 2^31 and 2^32 numbers give the bits of near ones: strides of sparse memory, of
// which the pages that are touched are all that is taken.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <new>
#include <type_traits>
#include <vector>

#include "impl/fast/geometry.h"
#include "tests/fast/layouts.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

constexpr std::int64_t kBeyond = std::int64_t{1} << 31;

/// Thrown where the system maps nothing.
struct NotMapped : std::bad_alloc {};

class SparseFloats {
 public:
  explicit SparseFloats(std::int64_t count)
      : count_(static_cast<std::size_t>(count)),
        memory_(mmap(nullptr, bytes(), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED) throw NotMapped();
    // A page of 2 MiB for every number touched would be too much. Where there are none, it fails.
    madvise(memory_, bytes(), MADV_NOHUGEPAGE);
  }
  ~SparseFloats() { munmap(memory_, bytes()); }
  SparseFloats(const SparseFloats&) = delete;
  SparseFloats& operator=(const SparseFloats&) = delete;

  std::span<float> span() const { return {static_cast<float*>(memory_), count_}; }

 private:
  std::size_t bytes() const { return count_ * sizeof(float); }

  std::size_t count_;
  void* memory_;
};

/// Extents, and strides near and far, between which the kernels see no other difference.
struct Case {
  const char* name;
  std::initializer_list<std::int64_t> extents, near, far;

  friend void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }
};

constexpr std::int64_t kSmall = kBeyond / 256;

const Case kCases[] = {
    {"samples of runs", {2, 2, 700}, {1400, 700, 1}, {kBeyond + 8, 700, 1}},
    {"channels of runs", {2, 2, 700}, {704, 1408, 1}, {704, 2 * kBeyond + 12, 1}},
    {"both, misaligned", {2, 2, 700}, {1400, 700, 1}, {2 * kBeyond + 3, kBeyond + 1, 1}},
    {"runs within reach of each other", {2, 300, 20}, {6000, 20, 1}, {300 * kSmall, kSmall, 1}},
    {"runs in slices", {90, 2, 1600}, {3200, 1600, 1}, {5 * kSmall, 1600, 1}},
    {"runs at two distances",
     {2, 3, 3, 2048},
     {20000, 6500, 2100, 1},
     {4 * kBeyond, kBeyond + 5, 90 * kSmall, 1}},
    {"pieces of long runs", {2, 2, 70000}, {140000, 70000, 1}, {kBeyond + 1, 70000, 1}},
    {"rows", {9, 24}, {30, 1}, {kBeyond + 8, 1}},
    {"rows within reach of each other", {300, 24}, {30, 1}, {kSmall + 1, 1}},
    {"rows in blocks and slices", {300, 1100}, {1101, 1}, {3 * kSmall + 1, 1}},
    {"small planes as columns", {20, 6, 3, 3}, {60, 9, 3, 1}, {kBeyond + 3, 9, 3, 1}},
    {"packed", {3, 4, 30}, {300, 70, 2}, {2 * kBeyond + 1, 70, 2}},
    {"packed, channels", {3, 4, 30}, {70, 300, 2}, {70, kBeyond + 1, 2}},
};

bool is_alike(const Layout& a, const Layout& b) {
  const auto of_a = geometry_of(a);
  const auto of_b = geometry_of(b);
  if (!of_a || !of_b) return !of_a && !of_b;
  return of_a->kind == of_b->kind && of_a->length == of_b->length && of_a->inner == of_b->inner &&
         of_a->outer == of_b->outer && of_a->rows == of_b->rows;
}

/// The step whose data arrays lie far, brought back to near places.
StepOutputs<float> far_step(const StepInputs<float>& in, const Layout& near, const StepPlan& plan) {
  StepOutputs<float> out(in, 0);
  StepArrays<float> arrays = arrays_of(in, out);
  const std::vector<std::int64_t> from = places_of(near);
  const std::vector<std::int64_t> to = places_of(plan.layout);
  struct Output {
    std::span<float> near, far;
  };
  std::vector<Output> outputs;
  std::deque<SparseFloats> memories;
  arrays.for_each([&](auto& array) {
    // Not those of one number per channel.
    if (array.size() != in.x.span().size()) return;
    const std::span<float> far = memories.emplace_back(plan.layout.span_count()).span();
    if constexpr (std::is_same_v<decltype(array), std::span<float>&>) {
      outputs.push_back({array, far});
    } else {
      for (std::size_t i = 0; i < from.size(); ++i) far[to[i]] = array[from[i]];
    }
    array = far;
  });
  run_step(arrays, plan);
  for (const Output& each : outputs) {
    for (std::size_t i = 0; i < from.size(); ++i) each.near[from[i]] = each.far[to[i]];
  }
  return out;
}

void expect_bits_of_near_ones(const Case& tested) {
  const Layout near = strided({tested.extents, tested.near});
  const Layout far = strided({tested.extents, tested.far});
  ASSERT_GT(far.span_count(), kBeyond);
  ASSERT_TRUE(is_alike(near, far));
  const StepInputs<float> in(near);
  for (const Fused fused : {Fused::kNo, Fused::kYes}) {
    const auto expected = whole_step<float>(in, {.layout = near, .fused = fused}, {.threads = 1});
    for (const Stores stores : {Stores::kOrdinary, Stores::kStreaming}) {
      const Options options{.threads = 3, .stores = stores};
      EXPECT_EQ(far_step(in, near, {far, fused, options}).difference(expected), "");
    }
  }
}

/// Whether all memory must be there when it is asked for, touched or not.
bool is_overcommit_forbidden() {
  int mode = 0;
  std::ifstream("/proc/sys/vm/overcommit_memory") >> mode;
  return mode == 2;
}

class LargeIndices : public testing::TestWithParam<Case> {};

TEST_P(LargeIndices, GiveTheBitsOfNearOnes) {
  try {
    expect_bits_of_near_ones(GetParam());
  } catch (const NotMapped&) {
    if (!is_overcommit_forbidden()) throw;
    GTEST_SKIP() << "this system lends no memory that it does not have";
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, LargeIndices, testing::ValuesIn(kCases), [](const auto& tested) {
  std::string name = tested.param.name;
  std::erase_if(name, [](char c) { return c == ','; });
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

}  // namespace
}  // namespace normaudit::fast
