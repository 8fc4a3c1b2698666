// Bent problems are valid, whatever they were, and parts of a batch are its samples.
#include "properties/bend.h"

#include <gtest/gtest.h>

#include "core/hazard.h"

namespace normaudit::properties {
namespace {

Problem concrete() {
  return parse_problem(
      "batch_norm backward shape=2,1 layout=strided:1,7+3 gradients=xw x=1,2 dy=3,4 weight=5");
}

TEST(Bend, AnotherPassDropsWhatItDoesNotHave) {
  for (Pass pass :
       {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
    Problem problem = concrete();
    set_pass(problem, pass);
    EXPECT_NO_THROW(validate(problem)) << to_string(pass);
    EXPECT_EQ(problem.values.contains(Role::kDy), is_backward(pass));
    EXPECT_TRUE(problem.values.contains(Role::kX));
  }
}

TEST(Bend, TrainingTracksAgainWhereAsked) {
  Problem problem = concrete();
  problem.track_running_stats = false;
  train(problem);
  EXPECT_FALSE(problem.track_running_stats);
  train_with_running(problem);
  EXPECT_TRUE(problem.track_running_stats);
}

TEST(Bend, AnotherBatchIsDenseAndDrawsItsDataAnew) {
  const Problem problem = with_batch(concrete(), 5);
  EXPECT_NO_THROW(validate(problem));
  EXPECT_EQ(problem.shape.batch, 5);
  EXPECT_FALSE(problem.values.contains(Role::kX));
  EXPECT_TRUE(problem.values.contains(Role::kWeight));
}

TEST(Bend, PartsOfABatchAreItsSamples) {
  const Problem whole =
      parse_problem("batch_norm forward_training shape=5,2,3 layout=strided:1,100,10+2");
  const Tensors inputs = make_inputs(whole);
  std::int64_t place = 0;
  std::int64_t first = 0;
  for (std::int64_t samples : {0, 1, 4}) {
    const Problem part = with_batch(whole, samples);
    const Tensors taken = samples_of(part, inputs, first);
    for (std::int64_t i = 0; i < taken.at(Role::kX).count(); ++i) {
      EXPECT_EQ(taken.at(Role::kX).bits(i), inputs.at(Role::kX).bits(place++));
    }
    EXPECT_TRUE(same_bits(taken.at(Role::kWeight), inputs.at(Role::kWeight)));
    first += samples;
  }
  EXPECT_EQ(place, inputs.at(Role::kX).count());
}

}  // namespace
}  // namespace normaudit::properties
