// float16 and bfloat16 as stored and as computed with: every pattern is widened exactly, every
// result rounded once to nearest, ties to even, as core/bits.h does it by integers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/fast/instruction_sets.h"
#include "tests/fast/layouts.h"
#include "tests/fast/whole_step.h"

namespace normaudit::fast {
namespace {

class Narrowing : public OnInstructionSet {};

/// y = x of each pattern in turn, or its bias where x is 0.
template <class T>
std::vector<T> identity(const Layout& layout, const std::vector<T>& x,
                        const std::vector<float>& bias) {
  const auto channels = static_cast<std::size_t>(layout.channels());
  const std::vector<float> zeros(channels, 0.0f);
  const std::vector<float> ones(channels, 1.0f);
  std::vector<T> y(x.size());
  inference<T>(
      {.layout = layout, .x = x, .y = y, .running_mean = zeros, .running_var = ones, .bias = bias},
      {.eps = 0});
  return y;
}

/// The same number, where 0 has no sign and NaN no digits.
template <class T>
bool is_same(T got, Pattern<T> want) {
  const Pattern<T> bits = pattern_of(got);
  if (is_nan(kDtype<T>, want)) return is_nan(kDtype<T>, bits);
  return bits == want || (widened(got) == 0 && widen(kDtype<T>, want) == 0);
}

template <class T>
void expect_every_pattern_loaded() {
  std::vector<T> x(65536);
  for (std::size_t i = 0; i < x.size(); ++i) x[i].bits = static_cast<std::uint16_t>(i);
  // Runs and columns, and such as fill no vector.
  for (const Layout& layout :
       {Layout::nchw({1, 4096, 16}), Layout::nchw({65536 / 8, 8}),
        Layout::nchw({1, 65536 / 13, 13}), Layout::nhwc({1, 13, 65536 / 13})}) {
    x.resize(static_cast<std::size_t>(layout.count()));
    const std::vector<T> y = identity(layout, x, {});
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_TRUE(is_same(y[i], x[i].bits)) << i << " became " << y[i].bits;
    }
  }
}

/// All numbers of the format, what lies halfway between two of them, and the neighbours of both.
template <class T>
std::vector<float> hard_to_round() {
  std::vector<float> result;
  const std::int64_t last = max_ordinal(kDtype<T>);
  // In the place of infinity what would follow if the format went on.
  const auto value = [last](std::int64_t ordinal) {
    const auto finite = [](std::int64_t i) { return widen(kDtype<T>, from_ordinal(kDtype<T>, i)); };
    const double past = 2 * finite(last - 1) - finite(last - 2);
    if (std::abs(ordinal) == last) return ordinal < 0 ? -past : past;
    return finite(ordinal);
  };
  for (std::int64_t i = -last; i < last; ++i) {
    for (const double each : {value(i), (value(i) + value(i + 1)) / 2}) {
      const auto nearest = static_cast<float>(each);
      result.insert(result.end(), {nearest, std::nextafter(nearest, HUGE_VALF),
                                   std::nextafter(nearest, -HUGE_VALF)});
    }
  }
  using Limits = std::numeric_limits<float>;
  for (const float each : {Limits::max(), Limits::min(), Limits::denorm_min(), Limits::infinity(),
                           Limits::quiet_NaN(), 0x1.8p-149f, 0x1.fffffep-127f,
                           // A NaN that rounding its digits would make a number.
                           std::bit_cast<float>(0x7fffffffu)}) {
    result.insert(result.end(), {each, -each});
  }
  return result;
}

template <class T>
void expect_every_number_rounded(const Layout& layout, const std::vector<float>& numbers) {
  const std::vector<T> y =
      identity(layout, std::vector<T>(static_cast<std::size_t>(layout.count())), numbers);
  for (std::int64_t i = 0; i < layout.count(); ++i) {
    const float number = numbers[static_cast<std::size_t>(channel_of(layout, i))];
    const auto want = static_cast<std::uint16_t>(narrow(kDtype<T>, static_cast<double>(number)));
    ASSERT_TRUE(is_same(y[i], want)) << number << " became " << y[i].bits << ", not " << want;
  }
}

template <class T>
void expect_every_number_rounded() {
  const std::vector<float> numbers = hard_to_round<T>();
  const auto count = static_cast<std::int64_t>(numbers.size());
  expect_every_number_rounded<T>(Layout::nchw({1, count}), numbers);      // columns
  expect_every_number_rounded<T>(Layout::nchw({1, count, 19}), numbers);  // runs
}

TEST_P(Narrowing, EveryPatternIsLoadedAsItIs) {
  const ScopedInstructionSet forced(GetParam());
  expect_every_pattern_loaded<float16>();
  expect_every_pattern_loaded<bfloat16>();
}

TEST_P(Narrowing, RoundsToNearestTiesToEven) {
  const ScopedInstructionSet forced(GetParam());
  expect_every_number_rounded<float16>();
  expect_every_number_rounded<bfloat16>();
}

INSTANTIATE_TEST_SUITE_P(Kernels, Narrowing, testing::ValuesIn(kInstructionSets), name_of);

template <class T>
class HalfFormats : public testing::Test {};
using Halves = testing::Types<float16, bfloat16>;
TYPED_TEST_SUITE(HalfFormats, Halves, FormatNames);

template <class To, class From>
void copy_rounded(const Guarded<From>& from, Guarded<To>& to) {
  for (std::int64_t i = 0; i < from.count(); ++i) to[i] = rounded<To>(widened(from[i]));
}

/// Those of the same numbers in float32.
template <class T>
StepInputs<float> widened_inputs(const StepInputs<T>& in, const Layout& layout) {
  StepInputs<float> wide(layout);
  copy_rounded(in.x, wide.x);
  copy_rounded(in.dy, wide.dy);
  copy_rounded(in.residual, wide.residual);
  return wide;
}

template <class T>
void expect_rounded(const char* name, const Guarded<float>& wide, const Guarded<T>& got) {
  for (std::int64_t i = 0; i < wide.count(); ++i) {
    ASSERT_EQ(pattern_of(got[i]), pattern_of(rounded<T>(widened(wide[i])))) << name << ' ' << i;
  }
}

// The half formats are float32 calls between a widening and one rounding, at every element.
TYPED_TEST(HalfFormats, AreFloat32BetweenLoadAndStore) {
  for (const NamedLayout& named : layouts_of_every_path()) {
    SCOPED_TRACE(named.name);
    const StepInputs<TypeParam> in(named.layout);
    const StepInputs<float> wide_in = widened_inputs(in, named.layout);
    // The mask of a fused backward is y's, rounded or not: it may underflow.
    const auto got = whole_step(in, {.layout = named.layout}, {});
    const auto want = whole_step(wide_in, {.layout = named.layout}, {});
    expect_rounded("y", want.y, got.y);
    expect_rounded("dx", want.dx, got.dx);
    expect_rounded("y of inference", want.y_inference, got.y_inference);
    expect_rounded("dx of inference", want.dx_inference, got.dx_inference);
    EXPECT_EQ(got.save_mean, want.save_mean);
    EXPECT_EQ(got.save_var, want.save_var);
    EXPECT_EQ(got.save_invstd, want.save_invstd);
    EXPECT_EQ(got.running_mean, want.running_mean);
    EXPECT_EQ(got.dweight, want.dweight);
    EXPECT_EQ(got.dbias, want.dbias);
    EXPECT_EQ(got.dweight_inference, want.dweight_inference);
    EXPECT_EQ(got.dbias_inference, want.dbias_inference);
    const auto got_fused = whole_step(in, {.layout = named.layout, .fused = Fused::kYes}, {});
    const auto want_fused = whole_step(wide_in, {.layout = named.layout, .fused = Fused::kYes}, {});
    expect_rounded("fused y", want_fused.y, got_fused.y);
    expect_rounded("fused y of inference", want_fused.y_inference, got_fused.y_inference);
  }
}

}  // namespace
}  // namespace normaudit::fast
