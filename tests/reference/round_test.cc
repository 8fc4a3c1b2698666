// Correct rounding: against core's narrowing at every boundary of the short formats, from absurd
// guesses, at both ends of every format.
#include "reference/round.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "core/random.h"
#include "reference/channel.h"

namespace normaudit::reference {
namespace {

Dyadic number(double value) { return Dyadic::from_double(value); }

// Halfway between an ordinal and the next, the infinity counting as the number after the largest.
Dyadic midpoint(Dtype dtype, std::int64_t position) {
  const Dyadic low = Dyadic::from_bits(dtype, from_ordinal(dtype, position));
  const Dyadic high = position + 1 == max_ordinal(dtype)
                          ? Dyadic::power_of_two(format_of(dtype).max_exponent + 1)
                          : Dyadic::from_bits(dtype, from_ordinal(dtype, position + 1));
  return (low + high).scaled(-1);
}

std::vector<std::int64_t> sampled_ordinals(Dtype dtype) {
  std::vector<std::int64_t> ordinals;
  const int fraction_bits = format_of(dtype).precision - 1;
  if (max_ordinal(dtype) < 0x10000) {
    for (std::int64_t i = 0; i < max_ordinal(dtype); ++i) ordinals.push_back(i);
    return ordinals;
  }
  Philox words({7, static_cast<std::uint64_t>(dtype)});
  for (std::int64_t binade = 0; binade < max_ordinal(dtype) >> fraction_bits; ++binade) {
    const std::int64_t start = binade << fraction_bits;
    ordinals.push_back(start);
    ordinals.push_back(start + (std::int64_t{1} << fraction_bits) - 1);
    ordinals.push_back(
        start + static_cast<std::int64_t>(uniform_below(words, std::uint64_t{1} << fraction_bits)));
  }
  return ordinals;
}

class Round : public testing::TestWithParam<Dtype> {};
INSTANTIATE_TEST_SUITE_P(Dtypes, Round, testing::ValuesIn(kDtypes),
                         [](const auto& each) { return std::string(to_string(each.param)); });

// At and on both sides of every midpoint, and at the numbers themselves; both signs.
TEST_P(Round, PicksTheNearestAndTheEvenOfTwo) {
  const Dtype dtype = GetParam();
  for (std::int64_t position : sampled_ordinals(dtype)) {
    const Dyadic middle = midpoint(dtype, position);
    const Dyadic nudge = middle.scaled(-150);
    const std::int64_t even = position + (position % 2 != 0 ? 1 : 0);
    const Bits minus = Bits{1} << (format_of(dtype).storage_bits - 1);
    for (int sign : {1, -1}) {
      const auto rounded = [&](const Dyadic& value) {
        return round_to(exactly(sign < 0 ? -value : value), dtype);
      };
      const Bits mark = sign < 0 ? minus : 0;
      ASSERT_EQ(rounded(middle), mark | from_ordinal(dtype, even)) << position;
      ASSERT_EQ(rounded(middle - nudge), mark | from_ordinal(dtype, position)) << position;
      ASSERT_EQ(rounded(middle + nudge), mark | from_ordinal(dtype, position + 1)) << position;
      const Dyadic stored = Dyadic::from_bits(dtype, from_ordinal(dtype, position));
      ASSERT_EQ(rounded(stored), (position == 0 ? 0 : mark) | from_ordinal(dtype, position));
    }
  }
}

// Core narrows by shifting, the oracle by certificates: they share no code.
TEST_P(Round, AgreesWithCoreNearEveryBoundary) {
  const Dtype dtype = GetParam();
  for (std::int64_t position : sampled_ordinals(dtype)) {
    const HiLo middle = hi_lo_of(exactly(midpoint(dtype, position)));
    for (double value :
         {std::nextafter(middle.hi, 0), middle.hi, std::nextafter(middle.hi, 1e308)}) {
      if (value == 0 || !std::isfinite(value)) continue;
      ASSERT_EQ(round_to(exactly(number(value)), dtype), narrow(dtype, value));
      ASSERT_EQ(round_to(exactly(number(-value)), dtype), narrow(dtype, -value));
    }
  }
}

TEST_P(Round, NeedsAtMost64CertificatesWhateverTheGuess) {
  const Dtype dtype = GetParam();
  const auto root = inverse_root(number(3));
  const std::int64_t last = max_ordinal(dtype);
  for (double scale : {1.0, -1.0, 0x1p-1000, -0x1p+900, 0x1p-149, -0x1p-30, 0x1p+127}) {
    const Surd surd{.numerator = number(scale * 0.125),
                    .denominator = 7,
                    .coefficient = number(scale),
                    .root = root};
    const Bits expected = round_to(surd, dtype);
    for (std::int64_t guess : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, last, -last,
                               last - 1, last / 3, -last / 3, INT64_MAX, -INT64_MAX}) {
      const Rounding rounding = round_from(surd, dtype, guess);
      EXPECT_EQ(rounding.bits, expected) << scale << ' ' << guess;
      EXPECT_LE(rounding.certificates, 64);
    }
  }
}

// Every element of the worst path: from both ends to both ends.
TEST_P(Round, NeedsAtMost64CertificatesFromEndToEnd) {
  const Dtype dtype = GetParam();
  const std::int64_t last = max_ordinal(dtype);
  for (std::int64_t target : {std::int64_t{1}, std::int64_t{2}, last / 2, last - 2, last - 1}) {
    const Dyadic value = Dyadic::from_bits(dtype, from_ordinal(dtype, target));
    for (std::int64_t guess : {std::int64_t{0}, last}) {
      const Rounding rounding = round_from(exactly(value), dtype, guess);
      EXPECT_EQ(rounding.bits, from_ordinal(dtype, target));
      EXPECT_LE(rounding.certificates, 64);
    }
  }
}

TEST_P(Round, OwnGuessIsRightAtOnce) {
  const Dtype dtype = GetParam();
  const auto root = inverse_root(number(3));
  const Surd surd{.numerator = number(1), .denominator = 7, .coefficient = number(2), .root = root};
  const std::int64_t ordinal_found = ordinal(dtype, round_to(surd, dtype));
  EXPECT_EQ(round_from(surd, dtype, ordinal_found).certificates, 1);
  EXPECT_GT(round_from(surd, dtype, ordinal_found + 1).certificates, 1);
}

TEST_P(Round, OverflowsToInfinityAtTheMidpointBeyondTheLargest) {
  const Dtype dtype = GetParam();
  const Dyadic threshold = midpoint(dtype, max_ordinal(dtype) - 1);
  EXPECT_EQ(round_to(exactly(threshold), dtype), infinity(dtype));
  EXPECT_EQ(round_to(exactly(threshold - Dyadic::power_of_two(-5000)), dtype),
            from_ordinal(dtype, max_ordinal(dtype) - 1));
  EXPECT_EQ(round_to(exactly(Dyadic::power_of_two(100000)), dtype), infinity(dtype));
  EXPECT_EQ(round_to(exactly(-Dyadic::power_of_two(100000)), dtype),
            from_ordinal(dtype, -max_ordinal(dtype)));
}

TEST_P(Round, UnderflowKeepsTheSignAndExactZeroIsPositive) {
  const Dtype dtype = GetParam();
  const Bits minus_zero = Bits{1} << (format_of(dtype).storage_bits - 1);
  EXPECT_EQ(round_to(exactly(Dyadic()), dtype), Bits{0});
  EXPECT_EQ(round_to(exactly(Dyadic::power_of_two(-100000)), dtype), Bits{0});
  EXPECT_EQ(round_to(exactly(-Dyadic::power_of_two(-100000)), dtype), minus_zero);
  const Dyadic smallest = Dyadic::from_bits(dtype, 1);
  EXPECT_EQ(round_to(exactly(-smallest.scaled(-1)), dtype), minus_zero);
  EXPECT_EQ(round_to(exactly(smallest.scaled(-1) + smallest.scaled(-900)), dtype), Bits{1});
}

TEST_P(Round, CertificateAcceptsOneOnly) {
  const Dtype dtype = GetParam();
  const auto root = inverse_root(number(5));
  for (double sign : {1.0, -1.0}) {
    const Surd surd{.numerator = {}, .denominator = 1, .coefficient = number(sign), .root = root};
    const Bits right = round_to(surd, dtype);
    const std::int64_t at = ordinal(dtype, right);
    EXPECT_TRUE(is_rounding_of(surd, dtype, right));
    for (std::int64_t wrong : {at - 1, at + 1, -at, std::int64_t{0}, max_ordinal(dtype)}) {
      EXPECT_FALSE(is_rounding_of(surd, dtype, from_ordinal(dtype, wrong)));
    }
  }
}

TEST(RoundToPrecision, GivesTheDigitsOfAnIrrational) {
  const Surd surd{.numerator = {},
                  .denominator = 1,
                  .coefficient = number(2),
                  .root = inverse_root(number(2))};  // sqrt(2)
  for (int bits : {1, 2, 24, 53, 54, 200, 1000}) {
    const Dyadic rounded = round_to_precision(surd, bits);
    EXPECT_LT(rounded.top_exponent() - rounded.exponent(), bits);
    // Nearest: the square of (rounded - half a unit) is below 2, that of (rounded + half) above.
    const Dyadic half = Dyadic::power_of_two(-bits);
    EXPECT_EQ(compare((rounded - half) * (rounded - half), number(2)), -1) << bits;
    EXPECT_EQ(compare((rounded + half) * (rounded + half), number(2)), 1) << bits;
  }
}

TEST(RoundToPrecision, AgreesWithDoublesAndSettlesTies) {
  Philox words({8, 9});
  for (int trial = 0; trial < 300; ++trial) {
    const Surd surd{.numerator = number(standard_normal(words)),
                    .denominator = 1 + static_cast<int>(uniform_below(words, 9)),
                    .coefficient = number(standard_normal(words)),
                    .root = inverse_root(number(0.5 + uniform_unit(words)))};
    EXPECT_EQ(round_to_precision(surd, 53), Dyadic::from_double(hi_lo_of(surd).hi));
  }
  EXPECT_EQ(round_to_precision(exactly(number(2.5)), 2), number(2));
  EXPECT_EQ(round_to_precision(exactly(number(-3.5)), 2), number(-4));
  EXPECT_EQ(round_to_precision(exactly(number(7.5)), 3), number(8));
  EXPECT_EQ(round_to_precision(exactly(Dyadic()), 3), Dyadic());
}

TEST(HiLo, LowPartIsTheRoundedRemainder) {
  const Dyadic value = number(1) + number(0x1p-60) + number(0x1p-115);
  const HiLo split = hi_lo_of(exactly(value));
  EXPECT_EQ(split.hi, 1.0);
  EXPECT_EQ(split.lo, 0x1p-60);  // 2^-115 is less than half a unit of it
  const HiLo exact = hi_lo_of(exactly(number(-3)));
  EXPECT_EQ(exact.hi, -3.0);
  EXPECT_EQ(std::bit_cast<Bits>(exact.lo), Bits{0});
  const HiLo infinite = hi_lo_of(exactly(Dyadic::power_of_two(1024)));
  EXPECT_TRUE(std::isinf(infinite.hi));
  EXPECT_EQ(std::bit_cast<Bits>(infinite.lo), Bits{0});
}

}  // namespace
}  // namespace normaudit::reference
