// Numbers as text: what is printed reads back, what is read is correctly rounded, what is not a
// number is refused.
#include "core/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/random.h"
#include "tests/support/refusal.h"

namespace normaudit {
namespace {

using support::refusal;

std::uint64_t bits_of(double value) { return std::bit_cast<std::uint64_t>(value); }
std::string refused(std::string_view text) {
  return refusal([&] { parse_double(text, "eps"); });
}

TEST(NumberTextTest, HexSpellsTheBits) {
  EXPECT_EQ(hex(3), "0x1.8p+1");
  EXPECT_EQ(hex(-0.1), "-0x1.999999999999ap-4");
  EXPECT_EQ(hex(0), "0x0p+0");
  EXPECT_EQ(hex(-0.0), "-0x0p+0");
  EXPECT_EQ(hex(std::numeric_limits<double>::max()), "0x1.fffffffffffffp+1023");
  EXPECT_EQ(hex(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(hex(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(NumberTextTest, ShortestIsTheShortestThatReadsBack) {
  EXPECT_EQ(shortest(1e-5), "1e-05");
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(shortest(-0.0), "-0");
  EXPECT_EQ(shortest(5e-324), "5e-324");
  EXPECT_EQ(shortest(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(shortest(std::numeric_limits<double>::infinity()), "inf");
}

TEST(NumberTextTest, ParsingInvertsBothSpellings) {
  Philox words({1, 53});
  for (int i = 0; i < 100000; ++i) {
    const double value = std::bit_cast<double>(words.next());
    if (std::isnan(value)) continue;
    ASSERT_EQ(bits_of(parse_double(hex(value), "v")), bits_of(value)) << hex(value);
    ASSERT_EQ(bits_of(parse_double(shortest(value), "v")), bits_of(value)) << hex(value);
  }
  for (std::uint64_t bits : {0x1U, 0x2U, 0xFFFFFU, 0x80000001U}) {  // subnormals
    const double value = std::bit_cast<double>(bits);
    EXPECT_EQ(bits_of(parse_double(hex(value), "v")), bits);
    EXPECT_EQ(bits_of(parse_double("-" + shortest(value), "v")), bits | (1ULL << 63));
  }
  EXPECT_EQ(bits_of(parse_double("-0", "v")), 1ULL << 63);
  EXPECT_TRUE(std::isnan(parse_double("nan", "v")));
  EXPECT_EQ(parse_double("-inf", "v"), -std::numeric_limits<double>::infinity());
}

TEST(NumberTextTest, TiesAndLongDigitsAreCorrectlyRounded) {
  EXPECT_EQ(parse_double("9007199254740993", "v"), 0x1p53);
  EXPECT_EQ(parse_double("9007199254740993.00000000000000000000000000001", "v"), 0x1p53 + 2);
  EXPECT_EQ(parse_double("9007199254740995", "v"), 0x1p53 + 4);
  EXPECT_EQ(parse_double("0x1.00000000000008p+0", "v"), 1);
  EXPECT_EQ(parse_double("0x1.000000000000080000000000000000001p+0", "v"), 0x1.0000000000001p+0);
  EXPECT_EQ(parse_double("0x1.00000000000018p+0", "v"), 0x1.0000000000002p+0);
  EXPECT_EQ(parse_double("0x10000000000000000000000000000001p-124", "v"), 1);
  EXPECT_EQ(parse_double("2.4703282292062327e-324", "v"), 0);
  EXPECT_EQ(parse_double("2.4703282292062328e-324", "v"), 5e-324);
  EXPECT_EQ(parse_double("0x1p-1075", "v"), 0);
  EXPECT_EQ(parse_double("0x1.0000000000000000001p-1075", "v"), 0x1p-1074);
}

TEST(NumberTextTest, BeyondTheRangeIsZeroOrInfinity) {
  EXPECT_EQ(bits_of(parse_double("1e-400", "v")), 0U);
  EXPECT_EQ(bits_of(parse_double("-1e-400", "v")), 1ULL << 63);
  EXPECT_EQ(parse_double("1e400", "v"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_double("0x1.fffffffffffff8p+1023", "v"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_double("0x1.fffffffffffff7p+1023", "v"), std::numeric_limits<double>::max());
}

TEST(NumberTextTest, WhatIsNotOneNumberIsRefused) {
  EXPECT_EQ(refused("abc"), "eps 'abc' is not a decimal or hex number");
  for (const char* text : {"", " 1", "1 ", "1\n", "0x", "1e", "1.2.3", "infinity", "NAN", "-nan",
                           "--1", "1f", "+", "0x1p", "1_000", "1,5", "e5", "."}) {
    EXPECT_EQ(refused(text), "eps '" + std::string(text) + "' is not a decimal or hex number");
  }
  EXPECT_EQ(refused(std::string("1\0"
                                "2",
                                3))
                .substr(0, 4),
            "eps ");
  EXPECT_EQ(refused(std::string(5000, '1')),
            "eps '" + std::string(64, '1') + "' is not a decimal or hex number");
}

TEST(NumberTextTest, IntegersAreWholeAndInRange) {
  EXPECT_EQ(parse_int("-9223372036854775808", "n"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_uint("18446744073709551615", "n"), UINT64_MAX);
  for (const char* text : {"", "+5", "5.0", " 5", "5 ", "0x5", "9223372036854775808"}) {
    EXPECT_EQ(refusal([&] { parse_int(text, "n"); }),
              "n '" + std::string(text) + "' is not an integer");
  }
  for (const char* text : {"", "-1", "18446744073709551616"}) {
    EXPECT_EQ(refusal([&] { parse_uint(text, "n"); }),
              "n '" + std::string(text) + "' is not an unsigned integer");
  }
}

}  // namespace
}  // namespace normaudit
