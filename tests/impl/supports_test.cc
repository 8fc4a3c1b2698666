// What textbook backends decline, and the groupings they take beside batch norm's.
#include <set>

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

TEST(TextbookBackends, AllAreTested) {
  std::set<std::string> registered;
  for (const Backend* backend : Registry<Backend>::instance().all())
    registered.insert(backend->name);
  const std::vector<std::string> textbook = all_backends();
  std::set<std::string> tested(textbook.begin(), textbook.end());
  tested.insert("fast");  // in tests/fast

  EXPECT_EQ(registered, tested);
}

TEST_P(TextbookTest, EveryMixtureOfFormatsIsTaken) {
  for (Dtype data : kDtypes) {
    for (Dtype parameters : kDtypes) {
      for (Dtype statistics : kDtypes) {
        Problem mixed = problem("batch_norm backward shape=2,2");
        mixed.dtype = data;
        mixed.parameter_dtype = parameters;
        mixed.statistic_dtype = statistics;
        EXPECT_EQ(find_backend(backend()).supports(mixed), "") << to_string(mixed);
      }
    }
  }
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

INSTANTIATE_TEST_SUITE_P(All, TextbookTest, kTextbookBackends, textbook_name);

}  // namespace
}  // namespace normaudit
