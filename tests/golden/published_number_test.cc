// Printed digits stand for the numbers that print so, and for no other.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "core/error.h"
#include "golden/published/printed_number.h"
#include "golden/published/printed_tensor.h"

namespace normaudit::golden {
namespace {

std::string printed(double value, int decimals) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  return buffer;
}

Range range32(const std::string& text) { return range_of(text, Dtype::kFloat32, "test"); }

TEST(PrintedNumber, EndsPrintSoAndTheirNeighboursDoNot) {
  for (const char* text : {"0.8026", "-1.4097", "176176.5781", "31.9758", "29.4310", "1.2247",
                           "-0.0151", "0.0625", "2.5000", "0.1", "-3.4"}) {
    const std::string digits = text;
    const int decimals = static_cast<int>(digits.size() - digits.find('.') - 1);
    const Range range = range32(digits);
    ASSERT_FALSE(range.empty()) << text;
    for (double inside : {range.low, range.high}) EXPECT_EQ(printed(inside, decimals), digits);
    const auto low = static_cast<float>(range.low);
    const auto high = static_cast<float>(range.high);
    for (float outside : {std::nextafter(low, -INFINITY), std::nextafter(high, INFINITY)}) {
      EXPECT_NE(printed(static_cast<double>(outside), decimals), digits);
    }
  }
}

TEST(PrintedNumber, HalfAUnitIsIncludedWhereItRoundsToAnEvenDigit) {
  EXPECT_EQ(range32("0.2").high, 0.25);  // 0.25 prints as 0.2
  EXPECT_LT(range32("0.3").high, 0.375);
  EXPECT_GT(range32("0.3").low, 0.25);
  EXPECT_EQ(range32("0.8").low, 0.75);  // 0.75 prints as 0.8
  EXPECT_LT(range32("0.7").high, 0.75);
}

TEST(PrintedNumber, IntegersStandForThemselves) {
  for (const char* text : {"25.", "25"}) {
    EXPECT_EQ(range32(text).low, 25);
    EXPECT_EQ(range32(text).high, 25);
  }
  EXPECT_EQ(range32("-3.").low, -3);
  EXPECT_TRUE(range32("16777217.").empty());  // no float32
}

TEST(PrintedNumber, TheSignOfZeroIsADigit) {
  EXPECT_EQ(range32("0.0000").low, 0);
  EXPECT_GT(range32("0.0000").high, 0);
  EXPECT_LT(range32("-0.0000").low, 0);
  EXPECT_EQ(range32("-0.0000").high, 0);
}

TEST(PrintedNumber, DigitsThatNoNumberPrintsAreEmpty) {
  // float32 numbers near 176176 lie 2^-6 apart: .5781 is one of them, .5700 is none.
  EXPECT_EQ(range32("176176.5781").low, 176176.578125);
  EXPECT_TRUE(range32("176176.5781").is_point());
  EXPECT_TRUE(range32("176176.5700").empty());
}

TEST(PrintedNumber, WhatIsNoDecimalIsRefused) {
  for (const char* text : {"", "-", ".", "1e5", "nan", "1.2.3", "+1", " 1", "0x1"}) {
    EXPECT_THROW(range32(text), InputError) << text;
  }
}

TEST(PrintedTensor, RowsMayBreakAnywhere) {
  const PrintedTensor tensor =
      parse_tensor("y tensor([[ 1., 2.,\n 3.],\n\n [4., 5., 6.]], grad_fn=<X>)\n", "test");
  EXPECT_EQ(tensor.extents, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(tensor.numbers.size(), 6U);
  EXPECT_FALSE(tensor.cut);
  EXPECT_EQ(ranges_of(tensor, Dtype::kFloat32, "test")[4].low, 5);
}

TEST(PrintedTensor, AScalarHasNoExtents) {
  const PrintedTensor tensor = parse_tensor("num_batches_tracked tensor(1)", "test");
  EXPECT_TRUE(tensor.extents.empty());
  EXPECT_EQ(tensor.numbers.at(0).text, "1");
}

TEST(PrintedTensor, ACutPageLeavesItsLastNumberOpen) {
  for (const char* text : {"tensor([[115., 116\n", "tensor([[115., 116"}) {
    const PrintedTensor within = parse_tensor(text, "test");
    EXPECT_TRUE(within.cut);
    EXPECT_TRUE(within.numbers.back().cut);
    EXPECT_THROW(ranges_of(within, Dtype::kFloat32, "test"), InputError);
  }
  const PrintedTensor between = parse_tensor("tensor([[ 0.9196],\n [ 1.0704,\n", "test");
  EXPECT_TRUE(between.cut);
  EXPECT_FALSE(between.numbers.back().cut);
  EXPECT_TRUE(between.extents.empty());
}

TEST(PrintedTensor, MalformedTextIsRefused) {
  for (const char* text : {"no number", "tensor([[1., 2.], [3.]])", "tensor([1. 2.])",
                           "tensor([1.]) tensor([2.])", "tensor([1., x])", "tensor([])"}) {
    EXPECT_THROW(parse_tensor(text, "test"), InputError) << text;
  }
}

}  // namespace
}  // namespace normaudit::golden
