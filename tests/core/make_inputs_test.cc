// Inputs are a function of the problem's text alone.
#include <gtest/gtest.h>

#include <map>

#include "core/hazard.h"
#include "tests/support/refusal.h"

namespace normaudit {
namespace {

std::vector<Bits> bits_of(const Tensor& array) {
  std::vector<Bits> bits;
  for (std::int64_t i = 0; i < array.count(); ++i) bits.push_back(array.bits(i));
  return bits;
}

Tensors inputs_of_text(const std::string& text) { return make_inputs(parse_problem(text)); }

// Computed in Python from numpy.random.Philox(key=[3, role]).random_raw() and the maps as
// core/random.h states them.
TEST(MakeInputsTest, BitsAreTheseOnEveryMachine) {
  const Tensors backward = inputs_of_text("batch_norm backward shape=1,3 seed=3");
  const Tensors forward = inputs_of_text("batch_norm forward_training shape=1,3 seed=3");

  EXPECT_EQ(bits_of(forward.at(Role::kX)), (std::vector<Bits>{0x3fe33dd4, 0x3eed85b0, 0x3fae50e0}));
  EXPECT_EQ(bits_of(forward.at(Role::kWeight)),
            (std::vector<Bits>{0x3f9ebb7a, 0x3fa81cdc, 0x3f5a2608}));
  EXPECT_EQ(bits_of(forward.at(Role::kBias)),
            (std::vector<Bits>{0x3f09b57e, 0x3e385ec1, 0xbe493d0a}));
  EXPECT_EQ(bits_of(forward.at(Role::kRunningMean)),
            (std::vector<Bits>{0x3f250f59, 0x3edc661b, 0x3ea88143}));
  EXPECT_EQ(bits_of(forward.at(Role::kRunningVar)),
            (std::vector<Bits>{0x400e23dd, 0x3fded429, 0x3f28f7b5}));
  EXPECT_EQ(bits_of(backward.at(Role::kDy)),
            (std::vector<Bits>{0x3c207c00, 0x3ebef8b0, 0x3e811770}));
}

TEST(MakeInputsTest, ArraysAreThoseThePassReads) {
  for (const char* pass : {"forward_training", "inference", "backward", "backward_inference"}) {
    const Problem problem =
        parse_problem("batch_norm " + std::string(pass) + " shape=2,3,4 num_batches_tracked=5");
    const Tensors inputs = make_inputs(problem);
    EXPECT_EQ(inputs.num_batches_tracked, 5);
    EXPECT_EQ(inputs.arrays.size(), inputs_of(problem).size());
    for (Role role : inputs_of(problem)) {
      EXPECT_EQ(inputs.at(role).count(), count_of_role(problem, role)) << to_string(role);
    }
  }
}

TEST(MakeInputsTest, LayoutAndOtherArraysDoNotShiftTheNumbers) {
  const Tensors plain = inputs_of_text("batch_norm forward_training shape=2,3,2,2 seed=9");
  for (const char* change : {"layout=nhwc", "layout=strided:40,12,5,2+3", "affine=-",
                             "track_running_stats=0", "eps=1 momentum=0.5"}) {
    const Tensors changed =
        inputs_of_text("batch_norm forward_training shape=2,3,2,2 seed=9 " + std::string(change));
    EXPECT_TRUE(same_bits(plain.at(Role::kX), changed.at(Role::kX))) << change;
  }
  const Tensors longer = inputs_of_text("batch_norm forward_training shape=4,3,2,2 seed=9");
  for (std::int64_t i = 0; i < plain.at(Role::kX).count(); ++i) {
    EXPECT_EQ(plain.at(Role::kX).bits(i), longer.at(Role::kX).bits(i));
  }
}

TEST(MakeInputsTest, StreamsDifferBySeedRoleAndPurpose) {
  const Problem zero = parse_problem("batch_norm forward_training shape=1,1");
  const Problem one = parse_problem("batch_norm forward_training shape=1,1 seed=1");
  std::map<std::uint64_t, int> first_words;
  for (const Problem& problem : {zero, one}) {
    for (const RoleFacts& each : kRoles) {
      for (std::uint64_t purpose = 0; purpose < 3; ++purpose) {
        ++first_words[stream_of(problem, each.role, purpose).next()];
      }
    }
  }
  EXPECT_EQ(first_words.size(), 2 * kRoles.size() * 3);
  EXPECT_EQ(stream_of(zero, Role::kX, 1).next(), stream_of(zero, Role::kX, 1).next());
}

TEST(MakeInputsTest, BenignNumbersLieWhereTheyShould) {
  const Tensors inputs = inputs_of_text("batch_norm inference shape=2,2000 seed=4");
  int negative_weights = 0;
  for (std::int64_t i = 0; i < 2000; ++i) {
    const double weight = inputs.at(Role::kWeight).get(i);
    const double magnitude = weight < 0 ? -weight : weight;
    negative_weights += weight < 0 ? 1 : 0;
    ASSERT_GE(magnitude, 0.5);
    ASSERT_LE(magnitude, 1.5);
    ASSERT_GE(inputs.at(Role::kRunningVar).get(i), 0.25);
    ASSERT_LE(inputs.at(Role::kRunningVar).get(i), 2.25);
    ASSERT_GE(inputs.at(Role::kBias).get(i), -1);
    ASSERT_LE(inputs.at(Role::kBias).get(i), 1);
  }
  EXPECT_GT(negative_weights, 400);
  EXPECT_LT(negative_weights, 600);
}

TEST(MakeInputsTest, ExplicitValuesReplaceTheirArrayAndNoOther) {
  const Tensors drawn = inputs_of_text("batch_norm forward_training shape=2,2 seed=6");
  const Tensors given = inputs_of_text(
      "batch_norm forward_training shape=2,2 seed=6 layout=nhwc x=1,-0x1p-149,nan,inf");

  EXPECT_EQ(bits_of(given.at(Role::kX)),
            (std::vector<Bits>{0x3F800000, 0x80000001, 0x7FC00000, 0x7F800000}));
  EXPECT_TRUE(same_bits(given.at(Role::kWeight), drawn.at(Role::kWeight)));
}

// Texts that every machine reads and prints, and whose arrays none holds.
TEST(MakeInputsTest, ArraysBeyondTheMemoryAreRefusedByTheirField) {
  const auto refused = [](const std::string& fields) {
    const Problem problem = parse_problem("batch_norm " + fields);
    return support::refusal([&] { make_inputs(problem); });
  };
  const std::string rest = " GiB, more than half of this machine's memory";
  EXPECT_EQ(refused("forward_training shape=1099511627776,1"),
            "shape: the arrays need 8192" + rest);
  EXPECT_EQ(refused("backward shape=1,1099511627776 dtype=float16"),
            "shape: the arrays need 18432" + rest);
  EXPECT_EQ(refused("inference shape=1,2 layout=strided:1,1+1099511627776"),
            "layout: the arrays need 8192" + rest);
  EXPECT_EQ(refused("inference shape=1,2 layout=strided:1,1+3"), "accepted");
}

TEST(MakeInputsTest, HazardComesAfterBenignAndBeforeExplicitValues) {
  static const bool kRegistered = register_entry(Hazard{
      .name = "made_up_doubling",
      .sentence = "Doubles x, for a test.",
      .fill =
          [](const Problem&, Tensors& inputs) {
            Tensor& x = inputs.at(Role::kX);
            for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, 2 * x.get(i));
            inputs.at(Role::kWeight).fill(7);
          },
  });
  ASSERT_TRUE(kRegistered);
  const Tensors benign = inputs_of_text("batch_norm forward_training shape=2,2 seed=6");
  const Tensors doubled = inputs_of_text(
      "batch_norm forward_training shape=2,2 seed=6 hazard=made_up_doubling weight=3,4");

  for (std::int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(doubled.at(Role::kX).get(i), 2 * benign.at(Role::kX).get(i));
  }
  EXPECT_EQ(doubled.at(Role::kWeight).get(0), 3);
  EXPECT_EQ(doubled.at(Role::kWeight).get(1), 4);
}

}  // namespace
}  // namespace normaudit
