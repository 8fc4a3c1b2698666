// Every tag is reached by drawn problems: what no problem has, no law can declare.
#include "properties/tags.h"

#include <gtest/gtest.h>

#include <map>

#include "core/hazard.h"
#include "properties/generators/drawn_problem.h"

namespace normaudit::properties {
namespace {

constexpr std::uint64_t kSeed = 20261121;

// Tags that only operators with subsets of channels can have.
const std::set<std::string> kOfOtherOperators{"groups>1"};

TEST(TagsTest, EveryTagIsReachedByTwoInAThousandProblems) {
  constexpr std::uint64_t kDraws = 5000;
  std::map<std::string, std::uint64_t> reached;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Problem problem = DrawnProblem(kSeed, i).problem();
    if (problem.operator_name != "batch_norm") continue;
    for (const std::string& tag : tags_of(problem, make_inputs(problem))) ++reached[tag];
  }
  for (const std::string& tag : all_tags()) {
    if (kOfOtherOperators.contains(tag)) continue;
    EXPECT_GE(reached[tag], kDraws / 500) << tag;
  }
  for (const auto& [tag, count] : reached) {
    const std::vector<std::string> all = all_tags();
    EXPECT_NE(std::find(all.begin(), all.end(), tag), all.end()) << tag;
  }
}

std::set<std::string> tags_of_text(const std::string& text) {
  const Problem problem = parse_problem("batch_norm " + text);
  return tags_of(problem, make_inputs(problem));
}

TEST(TagsTest, SayWhatTheFieldsSay) {
  const std::set<std::string> tags = tags_of_text(
      "backward dtype=float16 shape=3,2,3 layout=strided:2,9,29+4 eps=0 affine=b gradients=x "
      "seed=1");
  for (const char* tag : {"backward", "float16", "n_odd_square", "n_beside_a_block", "rank=3",
                          "strided", "permuted", "gaps", "offset", "eps=0", "no_weight",
                          "some_gradients", "mixed_dtypes", "hazard=benign", "samples>1"}) {
    EXPECT_TRUE(tags.contains(tag)) << tag;
  }
  for (const char* tag : {"n_prime", "nhwc", "no_bias", "no_running", "written_out", "n>=64",
                          "extents_alike", "extents_distinct", "eps>=0.1", "cumulative"}) {
    EXPECT_FALSE(tags.contains(tag)) << tag;
  }
}

TEST(TagsTest, SayWhatTheNumbersSay) {
  const std::set<std::string> tags =
      tags_of_text("backward shape=3,1 parameters=float64 weight=-0x0p+0 x=1,2,nan dy=1,1,1");
  for (const char* tag : {"zero_weight", "minus_zero_weight", "non_finite_x", "dy_constant",
                          "written_out", "n_prime"}) {
    EXPECT_TRUE(tags.contains(tag)) << tag;
  }
  for (const char* tag : {"negative_weight", "dy=x", "non_finite_dy", "constant_channel",
                          "subnormal_x", "kappa>=1e3"}) {
    EXPECT_FALSE(tags.contains(tag)) << tag;
  }
  EXPECT_TRUE(tags_of_text("backward shape=3,1 x=1,2,3 dy=1,2,3").contains("dy=x"));
  EXPECT_TRUE(tags_of_text("inference shape=1,2 running_var=0,-1").contains("running_var<0"));
}

}  // namespace
}  // namespace normaudit::properties
