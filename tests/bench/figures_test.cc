// Floors, medians, rotations and repetitions of the benchmark of the GPU, by hand.
#include "bench/gpu/figures.h"

#include <gtest/gtest.h>

namespace normaudit::bench {
namespace {

Problem problem_of(const std::string& text) { return parse_problem(text); }

TEST(Figures, FloorsCountEveryDataTensorOnce) {
  // 2*3*4*5 = 120 numbers.
  EXPECT_EQ(floor_bytes(problem_of("batch_norm forward_training shape=2,3,4,5")), 2 * 480);
  EXPECT_EQ(floor_bytes(problem_of("batch_norm inference shape=2,3,4,5")), 2 * 480);
  EXPECT_EQ(floor_bytes(problem_of("batch_norm backward shape=2,3,4,5")), 3 * 480);
  EXPECT_EQ(floor_bytes(problem_of("batch_norm backward shape=2,3,4,5 dtype=bfloat16")), 3 * 240);
}

TEST(Figures, MediansOfOddAndEvenCounts) {
  EXPECT_EQ(median({5}), 5);
  EXPECT_EQ(median({9, 1, 4}), 4);
  EXPECT_EQ(median({8, 1, 2, 4}), 3);
}

// Between two uses of a set, the others must have moved twice the cache.
TEST(Figures, RotationsOutrunTheCache) {
  for (std::int64_t cache : {std::int64_t{1}, std::int64_t{1000}, std::int64_t{60} << 20}) {
    for (std::int64_t set : {std::int64_t{1}, std::int64_t{7}, std::int64_t{999}, cache, 2 * cache,
                             2 * cache + 1, 100 * cache}) {
      if (cache / set > 1000000) continue;
      const int sets = rotation_of(set, cache);
      EXPECT_GE((sets - 1) * set, 2 * cache);
      EXPECT_GE(sets, 2);
      EXPECT_TRUE(sets == 2 || (sets - 2) * set < 2 * cache) << "one set too many";
    }
  }
}

TEST(Figures, RepetitionsFillTheSampleAndTheBudget) {
  const Effort effort{.sample_us = 400,
                      .budget_us = 4000,
                      .least_samples = 3,
                      .most_samples = 20,
                      .most_calls = 32};
  const auto repetition = [&](double us) { return repetition_of(us, effort); };
  EXPECT_EQ(repetition(1).calls, 32);  // as many as are allowed
  EXPECT_EQ(repetition(1).samples, 20);
  EXPECT_EQ(repetition(40).calls, 10);
  EXPECT_EQ(repetition(40).samples, 10);
  EXPECT_EQ(repetition(390).calls, 2);
  EXPECT_EQ(repetition(390).samples, 5);
  EXPECT_EQ(repetition(100000).calls, 1);
  EXPECT_EQ(repetition(100000).samples, 3);
}

TEST(Figures, RatesAreTenToTheNineBytesPerSecond) { EXPECT_EQ(gigabytes_per_second(4e6, 1000), 4); }

}  // namespace
}  // namespace normaudit::bench
