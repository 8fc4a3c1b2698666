// The vector sums against sums of dyadic integers, on what their exactness proof depends on.
#include "reference/fast_sums.h"

#include <cmath>

#include "core/random.h"
#include "reference/dyadic.h"
#include "reference/fast_dispatch.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

template <class T>
FastSums sums_of(Isa isa, const std::vector<T>& x, const std::vector<T>* dy) {
  FastSums sums;
  clear(sums);
  const Block<T> block{x.data(), dy == nullptr ? nullptr : dy->data(), x.size()};
  if constexpr (std::is_same_v<T, float>) {
    loops_of(isa).f32.add_block(block, sums);
  } else {
    loops_of(isa).f64.add_block(block, sums);
  }
  return sums;
}

template <class T>
void expect_exact(const std::vector<T>& x, const std::vector<T>& dy) {
  Accumulator sum_x, sum_xx, sum_dy, sum_xdy;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Dyadic a = Dyadic::from_double(static_cast<double>(x[i]));
    const Dyadic b = Dyadic::from_double(static_cast<double>(dy[i]));
    sum_x.add(a);
    sum_xx.add(a * a);
    sum_dy.add(b);
    sum_xdy.add(a * b);
  }
  const auto half = static_cast<std::ptrdiff_t>(x.size() / 2);
  const std::vector<T> second_dy(dy.begin() + half, dy.end());
  for (Isa isa : available_isas()) {
    const FastSums forward = sums_of<T>(isa, x, nullptr);
    EXPECT_EQ(total(forward.x), sum_x.total());
    EXPECT_EQ(total(forward.xx), sum_xx.total());
    FastSums backward = sums_of<T>(isa, {x.begin(), x.begin() + half}, &dy);
    merge(backward, sums_of<T>(isa, {x.begin() + half, x.end()}, &second_dy));
    EXPECT_TRUE(backward.finite);
    EXPECT_EQ(total(backward.x), sum_x.total());
    EXPECT_EQ(total(backward.xx), sum_xx.total());
    EXPECT_EQ(total(backward.dy), sum_dy.total());
    EXPECT_EQ(total(backward.xdy), sum_xdy.total());
  }
}

template <class T>
class FastSumsOf : public testing::Test {};
using Formats = testing::Types<float, double>;
TYPED_TEST_SUITE(FastSumsOf, Formats);

// A significand of ones in every bit, at the top of the binade or at the bottom of the window:
// every partial sum and every extracted piece is as long as it can be.
TYPED_TEST(FastSumsOf, FullSignificandsAtBothEdgesOfTheWindow) {
  const int bits = sizeof(TypeParam) == 4 ? 24 : 53;
  const auto ones = static_cast<TypeParam>(2 - std::ldexp(1.0, 1 - bits));
  for (int exponent : {-95, 0, 60}) {
    for (int depth : {0, 1, 19, 20, 21, 22, 25, 28}) {
      std::vector<TypeParam> x(8192 + 5);
      std::vector<TypeParam> dy(x.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        const int e = exponent - (i % 3 == 0 ? 0 : depth);
        x[i] = static_cast<TypeParam>(std::ldexp(ones, e));
        dy[i] = static_cast<TypeParam>(std::ldexp(i % 5 == 0 ? -ones : ones, -e));
      }
      expect_exact(x, dy);
    }
  }
}

TYPED_TEST(FastSumsOf, NumbersJustOutsideTheWindow) {
  Philox words({3, 1});
  for (std::size_t every : {std::size_t{3}, std::size_t{700}}) {
    std::vector<TypeParam> x(9000);
    std::vector<TypeParam> dy(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool out = i % every == 1;
      x[i] = static_cast<TypeParam>(std::ldexp(1 + uniform_unit(words), out ? -21 : 0));
      dy[i] = static_cast<TypeParam>(std::ldexp(uniform_unit(words) - 0.5, i % 11 == 0 ? -40 : 5));
    }
    expect_exact(x, dy);
  }
}

TYPED_TEST(FastSumsOf, SubnormalsZerosAndTheLargestNumbers) {
  using Limits = std::numeric_limits<TypeParam>;
  for (TypeParam scale : {Limits::denorm_min(), Limits::min(), Limits::max() / 8}) {
    std::vector<TypeParam> x(5000);
    std::vector<TypeParam> dy(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = static_cast<TypeParam>(i % 8) * scale;
      dy[i] = i % 2 == 0 ? Limits::max() : -Limits::denorm_min();
    }
    expect_exact(x, dy);
    expect_exact(dy, x);
  }
  expect_exact<TypeParam>({0, 0, 0}, {0, 0, 0});
  expect_exact<TypeParam>({Limits::denorm_min()}, {Limits::denorm_min()});
  expect_exact<TypeParam>({-Limits::max()}, {Limits::max()});
}

TYPED_TEST(FastSumsOf, ArbitraryPatterns) {
  Philox words({4, 1});
  std::vector<TypeParam> x(6000);
  std::vector<TypeParam> dy(x.size());
  const auto any = [&] {
    while (true) {
      const Bits bits = words.next() & (sizeof(TypeParam) == 4 ? 0xFFFFFFFFU : ~Bits{0});
      if (is_finite(dtype_of<TypeParam>(), bits)) {
        return static_cast<TypeParam>(widen(dtype_of<TypeParam>(), bits));
      }
    }
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = any();
    dy[i] = any();
  }
  expect_exact(x, dy);
}

TYPED_TEST(FastSumsOf, ANumberThatIsNotFiniteIsNoticedWhereverItStands) {
  const std::vector<TypeParam> ones(5000, 1);
  for (std::size_t at : {std::size_t{0}, std::size_t{7}, std::size_t{4999}}) {
    for (TypeParam value : {std::numeric_limits<TypeParam>::infinity(),
                            -std::numeric_limits<TypeParam>::quiet_NaN()}) {
      std::vector<TypeParam> x = ones;
      x[at] = value;
      for (Isa isa : available_isas()) {
        EXPECT_FALSE(sums_of<TypeParam>(isa, x, nullptr).finite);
        EXPECT_FALSE(sums_of(isa, x, &ones).finite);
        EXPECT_FALSE(sums_of(isa, ones, &x).finite);
      }
    }
  }
}

TEST(Superaccumulator, CarriesAcrossItsWholeWidth) {
  Superaccumulator sum;
  clear(sum);
  add(sum, 0x1p1023, 0);
  add(sum, -0x1p-1074, 0);
  add(sum, -0x1p1023, 0);
  EXPECT_EQ(total(sum), Dyadic::from_double(-0x1p-1074));
  add_product(sum, 0x1p1023, 0x1p1023);
  add_product(sum, -0x1p-1074, 0x1p-1074);
  add(sum, 0x1p-1074, 0);
  const Dyadic want = Dyadic::power_of_two(2046) - Dyadic::power_of_two(-2148);
  EXPECT_EQ(total(sum), want);
}

TEST(Superaccumulator, CarriesBeforeAChunkOverflows) {
  // As if 2^29 - 1 additions had gone before, each of the largest piece.
  Superaccumulator sum;
  clear(sum);
  const double ones = 0x1.fffffffffffffp52;
  for (int i = 0; i < 100; ++i) add(sum, ones, 0);
  Superaccumulator near_limit = sum;
  near_limit.additions = (std::int64_t{1} << 29) - 1;
  add(near_limit, ones, 0);
  EXPECT_EQ(near_limit.additions, 0);
  add(sum, ones, 0);
  EXPECT_EQ(total(near_limit), total(sum));
  EXPECT_EQ(total(sum), Dyadic(Integer(101)) * Dyadic::from_double(ones));
}

}  // namespace
}  // namespace normaudit::reference
