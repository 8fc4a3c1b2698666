// Inputs whose exact answers lie halfway between two numbers of the data's format, where eps is 0.
//
// k p^2 ones and k q^2 zeros give n S2 - S1^2 = (k p q)^2, so that 0 is normalized to -p/q and 1 to
// q/p exactly. With q a power of two and p odd, weight * p needs one or two bits more than the
// format has: a tie for suitable weights. 45 ones and 20 zeros are k =
// 5, p : q = 3 : 2.
#include <array>
#include <optional>

#include "core/hazards/channel.h"

namespace normaudit {
namespace {

struct Counts {
  std::int64_t ones;
  std::int64_t zeros;
};

// The ones and zeros that n elements can be, p : q = 3 : 2 before 3 : 4, 3 : 1 and 5 : 2.
std::optional<Counts> ones_and_zeros(std::int64_t n) {
  for (const auto& [p, q] :
       {std::array{3, 2}, std::array{3, 4}, std::array{3, 1}, std::array{5, 2}}) {
    const std::int64_t unit = p * p + q * q;
    if (n > 0 && n % unit == 0) return Counts{n / unit * p * p, n / unit * q * q};
  }
  return std::nullopt;
}

// Ones and zeros where the count of elements allows them, in every other channel.
bool has_ones_and_zeros(const Problem& problem, std::int64_t channel) {
  return channel % 2 == 0 && ones_and_zeros(group_size(problem)).has_value();
}

// An odd significand of all p bits, as a number in [2^(p-1), 4/3 * 2^(p-1)): three times it needs
// one bit more and ends in a one.
double odd_significand(Dtype dtype, Philox& words) {
  const std::uint64_t least = std::uint64_t{1} << (format_of(dtype).precision - 1);
  return static_cast<double>(least + (uniform_below(words, least / 3) & ~std::uint64_t{1}) + 1);
}

// In [1, 4/3).
double odd_number(Dtype dtype, Philox& words) {
  return std::ldexp(odd_significand(dtype, words), 1 - format_of(dtype).precision);
}

void fill_forward_x(const Problem& problem, hazards::Channel& channel, Philox& words) {
  const auto counts = ones_and_zeros(channel.count());
  // Spread over the places by a random rotation, so that order does not matter to the answer.
  const std::int64_t n = channel.count();
  if (n == 0) return;
  const auto turn = static_cast<std::int64_t>(uniform_below(words, static_cast<std::uint64_t>(n)));
  const bool zeros = has_ones_and_zeros(problem, channel.index());
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t place = (i + turn) % n;
    if (zeros) {
      channel.set(place, i < counts->ones ? 1 : 0);
    } else if (i < n - n % 2) {
      channel.set(place, i % 2 == 0 ? 1 : -1);
    } else {
      channel.set(place, 0);  // odd counts without a representation: no tie in this channel
    }
  }
}

// y = weight * (-3/2) + 0 for ones and zeros; y = bias +- 2^-p, half a last place of bias, for +-1.
void fill_forward(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    fill_forward_x(problem, channel, words);
  });
  const int precision = format_of(problem.dtype).precision;
  hazards::each_number(problem, tensors, Role::kWeight, [&](std::int64_t c, double, Philox& words) {
    const double odd = odd_number(problem.dtype, words);
    return has_ones_and_zeros(problem, c) ? odd : std::ldexp(1.0, -precision);
  });
  hazards::each_number(problem, tensors, Role::kBias, [&](std::int64_t c, double, Philox& words) {
    const double odd = odd_number(problem.dtype, words);
    return has_ones_and_zeros(problem, c) ? 0.0 : odd;
  });
}

// y = 3 (x - 0) / 1 with odd x; running_var + eps is 1, or 4 where eps is too large for that.
void fill_inference(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox& words) {
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      const double odd = odd_number(channel.dtype(), words);
      channel.set(i, i % 2 == 0 ? odd : -odd);
    }
  });
  hazards::each_number(problem, tensors, Role::kWeight,
                       [](std::int64_t c, double, Philox&) { return c % 2 == 0 ? 3.0 : -3.0; });
  hazards::each_number(problem, tensors, Role::kBias,
                       [](std::int64_t c, double, Philox&) { return c % 3 == 0 ? 0.0 : -0.0; });
  hazards::each_number(problem, tensors, Role::kRunningMean,
                       [](std::int64_t, double, Philox&) { return 0.0; });
  hazards::each_number(problem, tensors, Role::kRunningVar, [&](std::int64_t, double, Philox&) {
    return problem.eps < 1 ? 1 - problem.eps : 4 - problem.eps;
  });
}

// x = +-1 and dy orthogonal to both 1 and x, so that dx = weight * dy with weight 3 and odd dy.
void fill_backward(const Problem& problem, Tensors& tensors) {
  hazards::each_channel(problem, tensors, Role::kX, [&](hazards::Channel channel, Philox&) {
    const std::int64_t paired = channel.count() - channel.count() % 4;
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, i >= paired && channel.count() % 2 != 0 && i == channel.count() - 1 ? 0
                     : i % 2 == 0                                                        ? 1
                                                                                         : -1);
    }
  });
  hazards::each_channel(problem, tensors, Role::kDy, [&](hazards::Channel channel, Philox& words) {
    const std::int64_t paired = channel.count() - channel.count() % 4;
    for (std::int64_t i = 0; i < channel.count(); ++i) channel.set(i, 0);
    for (std::int64_t i = 0; i + 3 < channel.count() && i < paired; i += 4) {
      // Elements i and i + 2 have x = 1, the other two x = -1.
      const double even = odd_number(channel.dtype(), words);
      const double odd = odd_number(channel.dtype(), words);
      channel.set(i, even);
      channel.set(i + 1, odd);
      channel.set(i + 2, -even);
      channel.set(i + 3, -odd);
    }
  });
  hazards::each_number(problem, tensors, Role::kWeight,
                       [](std::int64_t c, double, Philox&) { return c % 2 == 0 ? 3.0 : -3.0; });
}

// dx = weight * dy / 1 and dbias exact.
void fill_backward_inference(const Problem& problem, Tensors& tensors) {
  fill_inference(problem, tensors);
  hazards::each_channel(problem, tensors, Role::kDy, [](hazards::Channel channel, Philox& words) {
    for (std::int64_t i = 0; i < channel.count(); ++i) {
      channel.set(i, odd_number(channel.dtype(), words));
    }
  });
}

void fill(const Problem& problem, Tensors& tensors) {
  switch (problem.pass) {
    case Pass::kForwardTraining:
      return fill_forward(problem, tensors);
    case Pass::kInference:
      return fill_inference(problem, tensors);
    case Pass::kBackward:
      return fill_backward(problem, tensors);
    case Pass::kBackwardInference:
      return fill_backward_inference(problem, tensors);
  }
}

const bool kRegistered = register_entry(Hazard{
    .name = "ties",
    .sentence = "With eps 0 exact answers lie halfway between two numbers: arithmetic of any fixed "
                "precision cannot tell which way they round.",
    .fill = fill,
});

}  // namespace
}  // namespace normaudit
