// Half an ulp: reached by ties, kept by every rounding, and by no less than that.
#include "verdict/rounding_bound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/bits.h"
#include "core/random.h"

namespace normaudit::verdict {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// A double in any binade of the format, and beyond both its ends.
double drawn(Dtype dtype, Philox& words) {
  const Format format = format_of(dtype);
  const int lowest = std::max(format.min_exponent - format.precision - 3, -1074);
  const int span = std::min(format.max_exponent + 3, 1023) - lowest;
  const int power =
      lowest + static_cast<int>(uniform_below(words, static_cast<std::uint64_t>(span)));
  return std::ldexp(1 + uniform_unit(words), power);
}

class RoundingBound : public testing::TestWithParam<Dtype> {};

TEST_P(RoundingBound, CoversTheRoundingOfEveryDouble) {
  Philox words({7, static_cast<std::uint64_t>(GetParam())});
  for (int trial = 0; trial < 20000; ++trial) {
    const double exact = drawn(GetParam(), words);
    const double rounded = widen(GetParam(), narrow(GetParam(), exact));
    const double bound = rounding_bound(GetParam(), exact);
    if (std::isinf(rounded)) {
      EXPECT_EQ(bound, kInf);
    } else {
      EXPECT_LE(std::fabs(rounded - exact), bound) << exact;  // Sterbenz, or both are tiny: exact
      EXPECT_EQ(rounding_bound(GetParam(), -exact), bound);
    }
  }
}

// Float64's own ties are no doubles.
TEST(RoundingBoundOfShortFormats, IsReachedByEveryTie) {
  for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat16, Dtype::kBfloat16}) {
    const std::int64_t end = max_ordinal(dtype);
    for (std::int64_t at : {std::int64_t{0}, std::int64_t{1}, end / 2, end - 2}) {
      const double low = widen(dtype, from_ordinal(dtype, at));
      const double high = widen(dtype, from_ordinal(dtype, at + 1));
      EXPECT_EQ(rounding_bound(dtype, (low + high) / 2), (high - low) / 2);
    }
  }
}

TEST_P(RoundingBound, CountsTheNextBinadeForTheDoubleBelowIt) {
  // Its real may be above it, and round to the next binade's first number: half of either ulp
  // would do, and the larger one is given.
  const double unit = unit_roundoff(GetParam());
  EXPECT_EQ(rounding_bound(GetParam(), std::nextafter(2.0, 0.0)), 2 * unit);
  EXPECT_EQ(rounding_bound(GetParam(), 2.0), 2 * unit);
  EXPECT_EQ(rounding_bound(GetParam(), 1.5), unit);
}

TEST_P(RoundingBound, SaysNothingOfWhatMayBeInfinite) {
  EXPECT_EQ(rounding_bound(GetParam(), kInf), kInf);
  EXPECT_EQ(rounding_bound(GetParam(), -kInf), kInf);
  EXPECT_EQ(rounding_bound(GetParam(), std::nan("")), kInf);
  const Format format = format_of(GetParam());
  EXPECT_LT(rounding_bound(GetParam(), std::ldexp(1.0, format.max_exponent)), kInf);
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundingBound, testing::ValuesIn(kDtypes),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace normaudit::verdict
