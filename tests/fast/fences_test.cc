// Nothing is read or written beside the arrays: each in turn ends where memory ends that may be
// touched, and begins where it begins.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <deque>
#include <functional>
#include <new>
#include <type_traits>
#include <vector>

#include "tests/fast/instruction_sets.h"
#include "tests/fast/layouts.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

enum class Fence : std::uint8_t { kBefore, kBehind };

/// Bytes between pages that no one may touch, next to one of them.
class FencedBytes {
 public:
  FencedBytes(std::size_t bytes, Fence fence)
      : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
        inside_((bytes + page_ - 1) / page_ * page_),
        memory_(mmap(nullptr, inside_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    std::byte* first = static_cast<std::byte*>(memory_) + page_;
    if (mprotect(first, inside_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    data_ = fence == Fence::kBefore ? first : first + inside_ - bytes;
  }
  ~FencedBytes() { munmap(memory_, inside_ + 2 * page_); }
  FencedBytes(const FencedBytes&) = delete;
  FencedBytes& operator=(const FencedBytes&) = delete;

  std::byte* data() const { return data_; }

 private:
  std::size_t page_;
  std::size_t inside_;
  void* memory_;
  std::byte* data_;
};

/// The step on copies of its arrays, each of them at such a fence.
template <class T>
StepOutputs<T> fenced_step(const StepInputs<T>& in, const StepPlan& plan, Fence fence) {
  StepOutputs<T> out(in, 0);
  StepArrays<T> arrays = arrays_of(in, out);
  std::deque<FencedBytes> memories;
  std::vector<std::function<void()>> copies_back;
  arrays.for_each([&](auto& array) {
    using Number = typename std::remove_reference_t<decltype(array)>::element_type;
    std::byte* memory = memories.emplace_back(array.size_bytes(), fence).data();
    std::memcpy(memory, array.data(), array.size_bytes());
    if constexpr (!std::is_const_v<Number>) {
      copies_back.push_back(
          [array, memory] { std::memcpy(array.data(), memory, array.size_bytes()); });
    }
    array = {reinterpret_cast<Number*>(memory), array.size()};
  });
  run_step(arrays, plan);
  for (const auto& copy_back : copies_back) copy_back();
  return out;
}

// A fence that is no fence would let every kernel pass.
TEST(FenceDeathTest, IsFelt) {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{4096}, std::size_t{5000}}) {
    const FencedBytes behind(bytes, Fence::kBehind);
    const FencedBytes before(bytes, Fence::kBefore);
    std::memset(behind.data(), 1, bytes);
    std::memset(before.data(), 1, bytes);
    EXPECT_DEATH(*const_cast<volatile std::byte*>(behind.data() + bytes), "");
    EXPECT_DEATH(*const_cast<volatile std::byte*>(before.data() - 1) = std::byte{1}, "");
  }
}

template <class T>
class Fences : public testing::Test {
 protected:
  // Enough for every kernel.
  static constexpr std::int64_t kMostNumbers = 70'000;

  static void expect_kept(const InstructionSet& set, const Layout& layout, Fused fused) {
    const StepInputs<T> in(layout);
    const ScopedInstructionSet forced(set);
    for (const Stores stores : {Stores::kOrdinary, Stores::kStreaming}) {
      const Options options{.threads = 1, .stores = stores};
      const auto expected = whole_step<T>(in, {.layout = layout, .fused = fused}, options);
      for (const Fence fence : {Fence::kBefore, Fence::kBehind}) {
        EXPECT_EQ(fenced_step<T>(in, {layout, fused, options}, fence).difference(expected), "")
            << set.name;
      }
    }
  }

  static void expect_kept(const Layout& layout) {
    for (const InstructionSet& set : kInstructionSets) {
      if (!is_present(set)) continue;
      for (const Fused fused : {Fused::kNo, Fused::kYes}) expect_kept(set, layout, fused);
    }
  }
};
TYPED_TEST_SUITE(Fences, Formats, FormatNames);

TYPED_TEST(Fences, AreKeptOnEveryPath) {
  int tried = 0;
  for (const NamedLayout& named : layouts_of_every_path()) {
    SCOPED_TRACE(named.name);
    if (named.layout.count() > this->kMostNumbers) continue;
    this->expect_kept(named.layout);
    ++tried;
  }
  EXPECT_GT(tried, 30);
}

TYPED_TEST(Fences, AreKeptBySlicesAndBlocks) {
  for (const Layout& layout : {Layout::nchw({1, 1, 66001}), Layout::nchw({45, 1, 1501}),
                               Layout::nhwc({3, 1029, 2}), Layout::nhwc({300, 131, 1})}) {
    this->expect_kept(layout);
  }
}

// Each length that leaves a head, a tail, both or neither, as runs and as rows; of runs also some
// that are streamed.
TYPED_TEST(Fences, AreKeptOnEveryTail) {
  constexpr std::int64_t kStreamed = 2048 / sizeof(TypeParam);
  for (std::int64_t length = 1; length <= 50; ++length) {
    SCOPED_TRACE(length);
    this->expect_kept(Layout::nchw({2, 3, length}));
    if (length % 5 == 0) this->expect_kept(Layout::nchw({1, 2, kStreamed + length}));
    this->expect_kept(Layout::nchw({9, length}));
    this->expect_kept(strided({{9, length}, {length + 3, 1}}));
    if (length < 16) this->expect_kept(Layout::nchw({9, 5, length}));
  }
}

}  // namespace
}  // namespace normaudit::fast
