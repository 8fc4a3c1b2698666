// The bits of a call are the same for every instruction set, number of threads, kind of stores and
// place of the arrays, on warm scratch memory and on cold.
#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "tests/fast/instruction_sets.h"
#include "tests/fast/layouts.h"
#include "tests/fast/threads.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

const InstructionSet& scalar() { return kInstructionSets[2]; }

/// One thread and ordinary stores, on scratch memory never used before.
template <class T>
StepOutputs<T> expected_of(const StepInputs<T>& in, const StepCall& step) {
  const ScopedInstructionSet forced(scalar());
  StepOutputs<T> out(in, 0);
  const Options options{.threads = 1, .stores = Stores::kOrdinary};
  std::thread([&] { out = whole_step(in, step, options); }).join();
  return out;
}

/// Leaves NaN in the scratch memory of this thread and of the workers.
template <class T>
void spoil_scratch() {
  const Layout layout = Layout::nchw({40, 40, 300});
  StepInputs<T> in(layout);
  for (std::int64_t i = 0; i < in.x.count(); ++i) in.x[i] = in.dy[i] = rounded<T>(NAN);
  whole_step<T>(in, {.layout = layout}, {});
}

template <class T>
void expect_same_bits(const InstructionSet& set, StepCall step, const StepInputs<T>& in) {
  const auto expected = expected_of<T>(in, step);
  const ScopedInstructionSet forced(set);
  constexpr Options kTried[] = {
      {.threads = 1, .stores = Stores::kOrdinary},  {.threads = 1, .stores = Stores::kStreaming},
      {.threads = 2, .stores = Stores::kStreaming}, {.threads = 3, .stores = Stores::kOrdinary},
      {.threads = 5, .stores = Stores::kStreaming}, {.threads = 5, .stores = Stores::kAuto}};
  for (const Options& options : kTried) {
    // Not at the boundary of a vector, the more so of a row.
    step.offset = options.threads % 4;
    const auto got = whole_step(in.moved_to(step.offset), step, options);
    EXPECT_EQ(got.difference(expected), "")
        << set.name << ", " << options.threads << " threads, "
        << (options.stores == Stores::kStreaming ? "streaming" : "ordinary") << " stores";
  }
}

template <class T>
void expect_same_bits(const InstructionSet& set, const StepCall& step) {
  expect_same_bits<T>(set, step, StepInputs<T>(step.layout));
}

/// What results overflow from, underflow from, or are NaN for.
template <class T>
StepInputs<T> extreme(const Layout& layout) {
  StepInputs<T> in(layout);
  const double largest = widened(std::bit_cast<T>(
      static_cast<Pattern<T>>(from_ordinal(kDtype<T>, max_ordinal(kDtype<T>) - 1))));
  const double least = widened(std::bit_cast<T>(Pattern<T>{1}));
  const double numbers[] = {largest, -largest, HUGE_VAL, -HUGE_VAL, NAN, least, -least, -0.0};
  constexpr std::int64_t kKinds = std::size(numbers);
  // A kind of x, of dy, of the weight and of the stored variance to a channel, in all combinations.
  for (std::int64_t c = 0; c < layout.channels(); ++c) {
    using S = Statistic<T>;
    if (c % 3 == 1) in.weight[c] = static_cast<S>(numbers[c / 3 % kKinds]);
    if (c % 3 == 2) in.running_var[c] = static_cast<S>(std::abs(numbers[c / 3 % kKinds]));
    if (c % 4 == 3) in.bias[c] = in.running_mean[c] = static_cast<S>(numbers[c / 4 % kKinds]);
  }
  for (std::int64_t i = 0; i < in.x.count(); ++i) {
    const std::int64_t c = channel_of(layout, i);
    if (c % 5 < 2 && i % 3 == 0) in.x[i] = rounded<T>(numbers[c / 5 % kKinds]);
    if (c % 5 > 2 && i % 3 == 1) in.dy[i] = rounded<T>(numbers[c / 5 % kKinds]);
    if (i % 7 == 6) in.residual[i] = rounded<T>(numbers[i / 7 % kKinds]);
  }
  return in;
}

template <class T>
class SameBits : public testing::Test {};
TYPED_TEST_SUITE(SameBits, Formats, FormatNames);

TYPED_TEST(SameBits, OnEveryPath) {
  spoil_scratch<TypeParam>();
  for (const InstructionSet& set : kInstructionSets) {
    if (!is_present(set)) continue;
    for (const NamedLayout& named : layouts_of_every_path()) {
      SCOPED_TRACE(named.name);
      for (const Fused fused : {Fused::kNo, Fused::kYes}) {
        expect_same_bits<TypeParam>(set, {.layout = named.layout, .fused = fused});
      }
    }
  }
}

// Calls of less than a quarter of a megabyte take one thread, whatever is asked for: most layouts
// of the other tests do. These take two and three, in every format and pass.
TYPED_TEST(SameBits, OnThreadsThatAreTaken) {
  spoil_scratch<TypeParam>();
  for (const NamedLayout& named : layouts_of_several_threads()) {
    SCOPED_TRACE(named.name);
    const StepInputs<TypeParam> in(named.layout);
    for (const Fused fused : {Fused::kNo, Fused::kYes}) {
      const StepCall step{.layout = named.layout, .fused = fused};
      const auto expected = expected_of<TypeParam>(in, step);
      for (const int threads : {2, 3}) {
        ASSERT_EQ(threads_taken<TypeParam>(named.layout, threads), threads);
        for (const Stores stores : {Stores::kOrdinary, Stores::kStreaming}) {
          const Options options{.threads = threads, .stores = stores};
          EXPECT_EQ(whole_step<TypeParam>(in, step, options).difference(expected), "") << threads;
        }
      }
    }
  }
}

// Rows of 16 numbers or of 8, leaves of 128 or of 64; below, at and above one, two and some of
// them.
TYPED_TEST(SameBits, OnEveryTail) {
  std::vector<std::int64_t> lengths;
  for (const std::int64_t most : {34, 66, 130, 258}) {
    for (std::int64_t length = std::max<std::int64_t>(most - 33, 1); length <= most; ++length) {
      if (lengths.empty() || length > lengths.back()) lengths.push_back(length);
    }
  }
  for (const InstructionSet& set : kInstructionSets) {
    if (!is_present(set)) continue;
    for (const std::int64_t length : lengths) {
      SCOPED_TRACE(length);
      expect_same_bits<TypeParam>(set, {.layout = Layout::nchw({2, 3, length})});
      expect_same_bits<TypeParam>(set, {.layout = Layout::nhwc({2, length, 5})});
      expect_same_bits<TypeParam>(set,
                                  {.layout = Layout::nchw({9, 2, length}), .fused = Fused::kYes});
      expect_same_bits<TypeParam>(set,
                                  {.layout = Layout::nhwc({length, 3, 1}), .fused = Fused::kYes});
    }
  }
}

// Conversions that saturate on one instruction set and not on another would show here.
TYPED_TEST(SameBits, OnExtremeNumbers) {
  for (const InstructionSet& set : kInstructionSets) {
    if (!is_present(set)) continue;
    for (const Layout& layout : {Layout::nchw({3, 120, 9}), Layout::nchw({12, 120, 3, 3}),
                                 Layout::nhwc({3, 120, 7}), Layout::nchw({2, 120, 40})}) {
      const StepInputs<TypeParam> in = extreme<TypeParam>(layout);
      expect_same_bits<TypeParam>(set, {.layout = layout}, in);
      expect_same_bits<TypeParam>(set, {.layout = layout, .fused = Fused::kYes}, in);
    }
  }
}

// A block's size follows from the cache's, and whether a pass goes block by block.
TYPED_TEST(SameBits, WhateverTheCaches) {
  for (const NamedLayout& named : layouts_of_every_path()) {
    SCOPED_TRACE(named.name);
    const StepInputs<TypeParam> in(named.layout);
    const auto expected = expected_of<TypeParam>(in, {.layout = named.layout});
    for (const std::int64_t bytes : {0, 1 << 12, 1 << 30}) {
      const auto got = whole_step<TypeParam>(in, {.layout = named.layout},
                                             {.threads = 3, .caches = {bytes, bytes}});
      EXPECT_EQ(got.difference(expected), "") << bytes;
    }
  }
}

/// Whether the kernels look for another pivot: impl/fast/README.md, "Arithmetic".
template <class T>
bool is_pivot_moved(const StepInputs<T>& in, const Layout& layout, std::int64_t channel) {
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < in.x.count(); ++i) {
    if (channel_of(layout, i) == channel) numbers.push_back(widened(in.x[i]));
  }
  const std::size_t n = numbers.size();
  std::vector<double> sampled;
  for (const std::int64_t k : sampled_places(static_cast<std::int64_t>(n))) {
    sampled.push_back(numbers[static_cast<std::size_t>(k)]);
  }
  std::sort(sampled.begin(), sampled.end());
  double sum = 0;
  double squares = 0;
  for (const double each : numbers) {
    sum += each - sampled[1];
    squares += (each - sampled[1]) * (each - sampled[1]);
  }
  const double delta = sum / static_cast<double>(n);
  return squares / static_cast<double>(n) - delta * delta < squares / static_cast<double>(n) / 16;
}

// A channel gives the same results alone as beside one that needs second factors, another pivot or
// both.
TYPED_TEST(SameBits, WhateverTheNeighboursNeed) {
  using S = Statistic<TypeParam>;
  // Runs in one block, columns, and columns in slices.
  for (const Layout& layout :
       {Layout::nchw({3, 6, 50}), Layout::nhwc({3, 6, 50}), Layout::nhwc({300, 90, 1})}) {
    StepInputs<TypeParam> plain(layout);
    plain.weight.assign(layout.channels(), S{2});
    Draw draw(8);
    for (std::int64_t i = 0; i < plain.x.count(); ++i) plain.x[i] = rounded<TypeParam>(draw());
    StepInputs<TypeParam> beside = plain;
    beside.weight[5] = beside.weight[1] = std::numeric_limits<S>::denorm_min();
    for (std::int64_t i = 0; i < plain.x.count(); ++i) {
      const std::int64_t c = channel_of(layout, i);
      if ((c == 2 || c == 5) && is_sampled(layout, i)) beside.x[i] = rounded<TypeParam>(900);
    }
    for (std::int64_t c = 0; c < layout.channels(); ++c) {
      ASSERT_FALSE(is_pivot_moved(plain, layout, c));
      ASSERT_EQ(is_pivot_moved(beside, layout, c), c == 2 || c == 5);
    }
    const auto a = whole_step<TypeParam>(plain, {.layout = layout}, {});
    const auto b = whole_step<TypeParam>(beside, {.layout = layout}, {});
    for (std::int64_t i = 0; i < a.y.count(); ++i) {
      const std::int64_t c = channel_of(layout, i);
      if (c == 1 || c == 2 || c == 5) continue;
      ASSERT_EQ(pattern_of(a.y[i]), pattern_of(b.y[i])) << i;
      ASSERT_EQ(pattern_of(a.dx[i]), pattern_of(b.dx[i])) << i;
      ASSERT_EQ(pattern_of(a.y_inference[i]), pattern_of(b.y_inference[i])) << i;
      ASSERT_EQ(pattern_of(a.dx_inference[i]), pattern_of(b.dx_inference[i])) << i;
    }
  }
}

class InstructionSetsHere : public OnInstructionSet {};

TEST_P(InstructionSetsHere, CanBeForced) {
  const ScopedInstructionSet forced(GetParam());
  EXPECT_EQ(instruction_set(), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(Kernels, InstructionSetsHere, testing::ValuesIn(kInstructionSets),
                         name_of);

}  // namespace
}  // namespace normaudit::fast
