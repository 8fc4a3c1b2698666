// Scales of 2^+-100 (four fifths of the format's exponents), across channels and within them.
#include "core/hazards/channel.h"

namespace normaudit {
namespace {

constexpr int kKinds = 5;
enum Kind { kLarge, kSmall, kBenign, kEveryScale, kTwoScales };

int span_of(Dtype dtype) { return -format_of(dtype).min_exponent * 4 / 5; }

int exponent_of(int kind, Dtype dtype, Philox& words) {
  const int span = span_of(dtype);
  switch (kind) {
    case kLarge:
      return span;
    case kSmall:
      return -span;
    case kEveryScale:
      return static_cast<int>(uniform_below(words, static_cast<std::uint64_t>(2 * span + 1))) -
             span;
    case kTwoScales:
      return uniform_below(words, 2) == 0 ? span / 2 : -span / 2;
    default:
      return 0;
  }
}

void fill_data(const Problem& problem, Tensors& tensors, Role role) {
  hazards::each_channel(problem, tensors, role, [&](hazards::Channel channel, Philox& words) {
    // dy runs through the kinds a step ahead of x, so that large meets small.
    const int step = role == Role::kDy ? 1 : 0;
    const int kind = hazards::kind_of(problem, channel.index() + step, kKinds);
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      const int exponent = exponent_of(kind, channel.dtype(), words);
      channel.set(i, std::ldexp(standard_normal(words), exponent));
    }
  });
}

// running_var as large as the squares, as far as its own format goes.
int statistic_exponent(const Problem& problem, std::int64_t channel) {
  const int kind = hazards::kind_of(problem, channel, kKinds);
  const int span = span_of(problem.dtype);
  return kind == kLarge ? span : kind == kSmall ? -span : kind == kTwoScales ? span / 2 : 0;
}

void fill(const Problem& problem, Tensors& tensors) {
  fill_data(problem, tensors, Role::kX);
  fill_data(problem, tensors, Role::kDy);
  hazards::each_number(
      problem, tensors, Role::kRunningMean, [&](std::int64_t c, double before, Philox&) {
        return before *
               hazards::power_within(problem.statistic_dtype, statistic_exponent(problem, c));
      });
  hazards::each_number(
      problem, tensors, Role::kRunningVar, [&](std::int64_t c, double before, Philox&) {
        return before *
               hazards::power_within(problem.statistic_dtype, 2 * statistic_exponent(problem, c));
      });
}

const bool kRegistered = register_entry(Hazard{
    .name = "mixed_scales",
    .sentence = "Channels of scale 2^100 and 2^-100, and both in one channel (2^+-11 in float16): "
                "squares overflow and underflow.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
