// Wrong answers as a hurried implementation would give them: double-double constants with a word
// dropped or a sign flipped, or one input off by an ulp in the sums. The certificate must reject
// exactly the outputs that are wrong.
#include <cmath>

#include "core/random.h"
#include "reference/channel.h"
#include "reference/round.h"
#include "tests/reference/solved.h"

namespace normaudit::reference {
namespace {

struct Group {
  std::vector<float> x;
  Dyadic eps = Dyadic::from_double(1e-5);
  Affine affine{.weight = Dyadic::from_double(0.7F), .bias = Dyadic::from_double(0.1F)};

  Group() {
    Philox words({77, 0});
    for (int i = 0; i < 3001; ++i) x.push_back(static_cast<float>(3 + standard_normal(words)));
  }
  BatchChannel channel() const {
    Sums sums;
    for (float value : x) sums.add(Dyadic::from_double(value));
    return {sums, {.eps = eps}};
  }
};

// The mean and weight*invstd as unevaluated sums of two doubles.
struct Constants {
  HiLo mean;
  HiLo scale;
};

Constants constants_of(const Group& group) {
  const BatchChannel channel = group.channel();
  Surd scale = channel.invstd();
  scale.coefficient = scale.coefficient * group.affine.weight;
  return {.mean = hi_lo_of(channel.mean()), .scale = hi_lo_of(scale)};
}

Dyadic sum_of(const HiLo& pair) {
  return Dyadic::from_double(pair.hi) + Dyadic::from_double(pair.lo);
}

// scale*(x - mean) + bias from the two-word constants, then one rounding.
Bits claimed(const Group& group, const Constants& constants, float x) {
  const Dyadic y = sum_of(constants.scale) * (Dyadic::from_double(x) - sum_of(constants.mean)) +
                   group.affine.bias;
  return round_to(exactly(y), Dtype::kFloat64);
}

struct Tally {
  int rejected = 0;
  int wrong = 0;
  int agreed = 0;
};

Tally certify(const Group& truth, const Group& summed, const Constants& constants) {
  const BatchChannel channel = truth.channel();
  Tally tally;
  for (float x : truth.x) {
    const Surd y = channel.y(Dyadic::from_double(x), truth.affine);
    const Bits claim = claimed(summed, constants, x);
    const bool rejected = !is_rounding_of(y, Dtype::kFloat64, claim);
    const bool wrong = claim != round_to(y, Dtype::kFloat64);
    tally.rejected += rejected;
    tally.wrong += wrong;
    tally.agreed += rejected == wrong;
  }
  return tally;
}

void expect_rejected(const Tally& tally) {
  EXPECT_GT(tally.rejected, 0);
  EXPECT_EQ(tally.rejected, tally.wrong);
  EXPECT_EQ(tally.agreed, 3001);
}

TEST(Certificate, AcceptsTheIntactAnswersEverywhere) {
  const Group group;
  const Tally tally = certify(group, group, constants_of(group));
  EXPECT_EQ(tally.rejected, 0);
  EXPECT_EQ(tally.agreed, 3001);
}

TEST(Certificate, RejectsALowWordOfTheMeanDropped) {
  const Group group;
  Constants constants = constants_of(group);
  constants.mean.lo = 0;
  expect_rejected(certify(group, group, constants));
}

TEST(Certificate, RejectsALowWordOfTheScaleDropped) {
  const Group group;
  Constants constants = constants_of(group);
  constants.scale.lo = 0;
  expect_rejected(certify(group, group, constants));
}

TEST(Certificate, RejectsASignFlipped) {
  const Group group;
  Constants constants = constants_of(group);
  constants.mean.lo = -constants.mean.lo;
  expect_rejected(certify(group, group, constants));
}

TEST(Certificate, RejectsOneInputMovedByOneUlpInTheSums) {
  const Group group;
  Group moved = group;
  moved.x[5] = std::nextafter(moved.x[5], 9.0F);
  const Tally tally = certify(group, group, constants_of(moved));
  expect_rejected(tally);
  // One ulp of one float32 moves the mean by far more than a double's last place: hardly any output
  // survives.
  EXPECT_GT(tally.rejected, 2900);
}

}  // namespace
}  // namespace normaudit::reference
