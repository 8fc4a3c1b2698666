// Dyadic arithmetic against 128-bit integers and against the doubles themselves.
#include "reference/dyadic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace normaudit::reference {
namespace {

Dyadic small(std::int64_t mantissa, std::int64_t exponent) {
  return Dyadic(Integer(mantissa), exponent);
}

TEST(Dyadic, IsCanonical) {
  EXPECT_EQ(small(12, 0).mantissa(), 3);
  EXPECT_EQ(small(12, 0).exponent(), 2);
  EXPECT_EQ(small(-12, 5), small(-3, 7));
  EXPECT_EQ(small(0, 77), Dyadic());
  EXPECT_EQ(small(3, 4).scaled(-9), small(3, -5));
  EXPECT_EQ(Dyadic().scaled(-9), Dyadic());
  EXPECT_EQ(small(-9, 3).top_exponent(), 6);
}

TEST(Dyadic, ReadsEveryPatternOfTheShortFormats) {
  for (Dtype dtype : {Dtype::kFloat16, Dtype::kBfloat16}) {
    for (Bits bits = 0; bits < 0x10000; ++bits) {
      if (!is_finite(dtype, bits)) {
        EXPECT_THROW(Dyadic::from_bits(dtype, bits), std::invalid_argument);
        continue;
      }
      EXPECT_EQ(Dyadic::from_bits(dtype, bits), Dyadic::from_double(widen(dtype, bits)));
    }
  }
}

TEST(Dyadic, ReadsDoublesDownToTheSmallest) {
  EXPECT_EQ(Dyadic::from_double(0x1p-1074), Dyadic::power_of_two(-1074));
  EXPECT_EQ(Dyadic::from_double(-0x1.8p+1023), small(-3, 1022));
  EXPECT_EQ(Dyadic::from_double(-0.0), Dyadic());
  EXPECT_EQ(Dyadic::from_double(0.1), small(0x1999999999999a, -56));
  EXPECT_EQ(Dyadic::from_bits(Dtype::kFloat32, 0x80000001), small(-1, -149));
}

// Mantissas of 30 bits and exponents up to 30: every result fits 128 bits.
TEST(Dyadic, AgreesWithWideIntegers) {
  using Wide = __int128;
  Philox words({1, 2});
  for (int trial = 0; trial < 20000; ++trial) {
    const auto m1 = static_cast<std::int64_t>(uniform_below(words, 1U << 31)) - (1 << 30);
    const auto m2 = static_cast<std::int64_t>(uniform_below(words, 16)) - 8;
    const auto e1 = static_cast<std::int64_t>(uniform_below(words, 30));
    const auto e2 = static_cast<std::int64_t>(uniform_below(words, 30));
    const Wide a = Wide{m1} << e1;
    const Wide b = Wide{m2} << e2;
    const Dyadic x = small(m1, e1);
    const Dyadic y = small(m2, e2);
    EXPECT_EQ(x + y, Dyadic(Integer(a + b)));
    EXPECT_EQ(x - y, Dyadic(Integer(a - b)));
    EXPECT_EQ(x * y, Dyadic(Integer(a * b)));
    EXPECT_EQ(-x, Dyadic(Integer(-a)));
    EXPECT_EQ(x.sign(), (a > 0) - (a < 0));
    EXPECT_EQ(compare(x, y), (a > b) - (a < b));
  }
}

TEST(Dyadic, ComparesAcrossTheWholeExponentRange) {
  EXPECT_EQ(compare(Dyadic::power_of_two(5000), small(7, 4990)), 1);
  EXPECT_EQ(compare(small(-1, 5000), small(-7, 4990)), -1);
  EXPECT_EQ(compare(small(-1, -5000), small(-1, 5000)), 1);
  EXPECT_EQ(compare(small(5, -3000), small(5, -3000)), 0);
  EXPECT_EQ(compare(Dyadic::power_of_two(100) + small(1, -100), Dyadic::power_of_two(100)), 1);
  EXPECT_EQ(compare(small(-1, -9), Dyadic()), -1);
}

TEST(Accumulator, AddsInAnyOrderToTheSameTotal) {
  Philox words({3, 4});
  std::vector<Dyadic> terms;
  Dyadic expected;
  for (int i = 0; i < 500; ++i) {
    const auto exponent = static_cast<int>(uniform_below(words, 2000)) - 1000;
    terms.push_back(Dyadic::from_double(std::ldexp(standard_normal(words), exponent)));
    expected = expected + terms.back();
  }
  Accumulator forwards;
  for (const Dyadic& term : terms) forwards.add(term);
  Accumulator backwards;
  for (std::size_t i = terms.size(); i-- > 0;) backwards.add(terms[i]);
  EXPECT_EQ(forwards.total(), expected);
  EXPECT_EQ(backwards.total(), expected);
  for (const Dyadic& term : terms) forwards.add(-term);
  EXPECT_EQ(forwards.total(), Dyadic());
}

}  // namespace
}  // namespace normaudit::reference
