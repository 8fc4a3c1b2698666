// Philox against its published vectors and numpy, and the exact maps from words to numbers.
#include "core/random.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace normaudit {
namespace {

constexpr std::uint64_t kOnes = ~std::uint64_t{0};

// random123 1.14, tests/kat_vectors, lines "philox4x64 10".
TEST(PhiloxTest, BlockEqualsThePublishedKnownAnswers) {
  EXPECT_EQ(Philox::block({0, 0, 0, 0}, {0, 0}),
            (Philox::Block{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b,
                           0x7e68b68aec7ba23b}));
  EXPECT_EQ(Philox::block({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Philox::Block{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6,
                           0xa09caebf594f0ba0}));
  EXPECT_EQ(Philox::block(
                {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                {0x452821e638d01377, 0xbe5466cf34e90c6c}),
            (Philox::Block{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5,
                           0x57bd43b5e52b7fe6}));
}

// numpy 2.4.6, numpy.random.Philox(key=[k0, k1]).random_raw(8).
TEST(PhiloxTest, WordsEqualNumpys) {
  struct Known {
    Philox::Key key;
    std::vector<std::uint64_t> words;
  };
  const std::vector<Known> known{
      {{0, 0},
       {0x02f4ba6408e4d89b, 0x3dd62b0b9ca8c5b2, 0x1c8667a55d902e79, 0x907d7a052fd5b4dc,
        0x809bf322883987c3, 0x471128b9e807f7dd, 0xf250ba0dbec065b7, 0xfc6ed66767a457bc}},
      {{1, 2},
       {0x4f2f4313b5536b09, 0x5b617be3219ff32a, 0x097293476f9275cb, 0xf63f3bf4962c3942,
        0x04dcc60473aa0f43, 0x6d905c9b986b0028, 0x559a6c953d16fe9d, 0xbd24fd1da9945eea}},
      {{0xdeadbeef, 0x123456789abcdef},
       {0x6a2790e0ccd1de64, 0xe561a454bd33fa35, 0x570abf6e596fedb0, 0x7e72f852a404176f,
        0x8ee8fa7400701d7c, 0xfc834febcb805022, 0xebd4eb25bec3d2b1, 0xd6a224aca22fb4ca}},
      {{kOnes, kOnes},
       {0x6d46cc0e71f0be7e, 0x924ea1693f9a8bc0, 0xfdc35f0198c91181, 0xb4a311f17aa6568d,
        0x67e12c1eff8de57e, 0x6877618422b87b0e, 0x0b6af2bc95a81510, 0x941b27e5d2440b04}},
  };
  for (const Known& each : known) {
    Philox words(each.key);
    for (std::uint64_t word : each.words) EXPECT_EQ(words.next(), word);
  }
}

// numpy 2.4.6, numpy.random.Generator(numpy.random.Philox(key=[1, 2])).random(3).
TEST(RandomMapsTest, UniformEqualsNumpysAndIsAMultipleOfTwoToTheMinus53) {
  Philox words({1, 2});
  EXPECT_EQ(uniform_unit(words), 0x1.3cbd0c4ed54dap-2);
  EXPECT_EQ(uniform_unit(words), 0x1.6d85ef8c867fcp-2);
  EXPECT_EQ(uniform_unit(words), 0x1.2e5268edf24e0p-5);
  for (int i = 0; i < 100000; ++i) {
    const double scaled = uniform_unit(words) * 0x1p53;
    ASSERT_EQ(scaled, static_cast<double>(static_cast<std::uint64_t>(scaled)));
    ASSERT_LT(scaled, 0x1p53);
  }
}

TEST(RandomMapsTest, NormalIsTheCentredSumOfTwelve21BitFields) {
  Philox drawn({3, 4});
  Philox words({3, 4});
  std::int64_t total = 0;
  std::int64_t total_of_squares = 0;  // of multiples of 2^-10, so that it fits
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    std::int64_t sum = 0;
    for (int word = 0; word < 4; ++word) {
      const std::uint64_t bits = words.next();
      for (int field = 0; field < 3; ++field) {
        sum += static_cast<std::int64_t>((bits >> (21 * field)) % (1U << 21));
      }
    }
    const std::int64_t centred = sum - 6 * ((1 << 21) - 1);
    ASSERT_EQ(standard_normal(drawn), static_cast<double>(centred) / 0x1p21);
    ASSERT_LT(centred < 0 ? -centred : centred, std::int64_t{6} << 21);
    total += centred;
    total_of_squares += (centred >> 11) * (centred >> 11);
  }
  // Mean and variance of 100000 draws lie within a hundredth of 0 and 1, compared in integers.
  EXPECT_LT((total < 0 ? -total : total) * 100, std::int64_t{kDraws} << 21);
  EXPECT_LT(total_of_squares * 100, 101 * (std::int64_t{kDraws} << 20));
  EXPECT_GT(total_of_squares * 100, 99 * (std::int64_t{kDraws} << 20));
}

TEST(RandomMapsTest, BoundedIntegersRejectTheIncompleteLastRange) {
  for (std::uint64_t bound : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{1000},
                              (std::uint64_t{1} << 63) + 1, kOnes}) {
    Philox drawn({5, 6});
    Philox words({5, 6});
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t value = uniform_below(drawn, bound);
      ASSERT_LT(value, bound);
      std::uint64_t word = words.next();
      while (word / bound == kOnes / bound) word = words.next();
      ASSERT_EQ(value, word % bound);
    }
  }
}

TEST(RandomMapsTest, SmallBoundsReachEveryInteger) {
  Philox words({8, 9});
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(uniform_below(words, 7));
  EXPECT_EQ(seen.size(), 7U);
}

}  // namespace
}  // namespace normaudit
