// What textbook backends decline, and the groupings they take beside batch norm's.
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

Operator made_up(const std::string& name) {
  return {.name = name,
          .sentence = "Made up for a test.",
          .pools_samples = false,
          .channel_span = Operator::ChannelSpan::kOne,
          .centred = true,
          .affine_index = Operator::AffineIndex::kChannel,
          .keeps_running_statistics = false};
}

void register_made_up_operators() {
  static const bool kDone = [] {
    Operator subsets = made_up("made_up_subsets");
    subsets.channel_span = Operator::ChannelSpan::kSubset;
    Operator rows = made_up("made_up_rows");
    rows.channel_span = Operator::ChannelSpan::kAll;
    rows.affine_index = Operator::AffineIndex::kElement;
    Operator uncentred = made_up("made_up_uncentred");
    uncentred.centred = false;
    return register_entry(subsets) && register_entry(rows) && register_entry(uncentred);
  }();
  ASSERT_TRUE(kDone);
}

std::string reason(const std::string& backend, const std::string& problem) {
  return find_backend(backend).supports(parse_problem(problem));
}

TEST_P(TextbookTest, OtherDtypesAreDeclinedWithTheReason) {
  const std::string base = "batch_norm inference shape=2,2";
  const std::string half = " dtype=float16 parameters=float16 statistics=float16";
  const std::string brain = " dtype=bfloat16 parameters=bfloat16 statistics=bfloat16";

  EXPECT_EQ(reason(backend(), base), "");
  EXPECT_EQ(reason(backend(), base + half), "float16 data");
  EXPECT_EQ(reason(backend(), base + brain), "bfloat16 data");
  EXPECT_EQ(reason(backend(), base + " dtype=float16"), "float16 data");
  EXPECT_EQ(reason(backend(), base + " parameters=float64"),
            "float32 data with float64 parameters");
  EXPECT_EQ(reason(backend(), base + " statistics=float64"),
            "float32 data with float64 statistics");
}

TEST_P(TextbookTest, OperatorsBeyondTheFormulasAreDeclinedWithTheReason) {
  register_made_up_operators();

  EXPECT_EQ(reason(backend(), "made_up_uncentred forward_training shape=2,2"),
            "uncentred statistics");
  EXPECT_EQ(reason(backend(), "made_up_subsets backward shape=2,2 groups=2"), "grouping");
  EXPECT_EQ(reason(backend(), "made_up_rows backward shape=2,2"), "grouping");
}

TEST_P(TextbookTest, ForwardTrainingFollowsTheOperatorsGroups) {
  register_made_up_operators();
  // Two samples, four channels in two subsets: every pair is a group of mean m and variance 1.
  const Tensors subsets =
      run("made_up_subsets forward_training groups=2 shape=2,4 eps=3 x=1,3,5,7,-1,-3,8,10"
          " weight=2,4,6,8 bias=1,2,3,4");
  EXPECT_EQ(of(subsets, Role::kSaveMean), (Numbers{2, 6, -2, 9}));
  EXPECT_EQ(of(subsets, Role::kSaveInvstd), (Numbers{0.5, 0.5, 0.5, 0.5}));
  EXPECT_EQ(of(subsets, Role::kY), (Numbers{0, 4, 0, 8, 2, 0, 0, 8}));

  const Tensors rows =
      run("made_up_rows forward_training shape=2,2,2 eps=2.75 x=1,2,3,4,8,6,7,5 weight=4,8,8,4"
          " bias=0,0,0,1");
  EXPECT_EQ(of(rows, Role::kSaveMean), (Numbers{2.5, 6.5}));
  EXPECT_EQ(of(rows, Role::kY), (Numbers{-3, -2, 2, 4, 3, -2, 2, -2}));
}

}  // namespace
}  // namespace normaudit
