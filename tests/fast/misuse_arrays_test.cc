// A call is refused whose arrays are missing, too short, or on one another.
#include "tests/fast/misuse.h"

namespace normaudit::fast {
namespace {

// Of a call's arrays: an empty one that is required, one too short, one of too few channels.
#define EXPECT_REQUIRED(of_pass, array) \
  EXPECT_EQ(of_pass([](auto& call, Arrays&) { call.array = {}; }), #array " is missing")
#define EXPECT_LONG_ENOUGH(of_pass, array)                                           \
  EXPECT_EQ(of_pass([](auto& call, Arrays&) { call.array = call.array.first(23); }), \
            #array " has 23 numbers, its layout needs 24")
#define EXPECT_OF_EVERY_CHANNEL(of_pass, array)                                     \
  EXPECT_EQ(of_pass([](auto& call, Arrays&) { call.array = call.array.first(2); }), \
            #array " has 2 numbers, there are 3 channels")
#define EXPECT_OPTIONAL(of_pass, array) \
  EXPECT_EQ(of_pass([](auto& call, Arrays&) { call.array = {}; }), "accepted")

TEST(Misuse, OfArraysOfTraining) {
  EXPECT_REQUIRED(of_training, x);
  EXPECT_REQUIRED(of_training, y);
  EXPECT_LONG_ENOUGH(of_training, x);
  EXPECT_LONG_ENOUGH(of_training, y);
  EXPECT_LONG_ENOUGH(of_training, residual);
  EXPECT_OF_EVERY_CHANNEL(of_training, weight);
  EXPECT_OF_EVERY_CHANNEL(of_training, bias);
  EXPECT_OF_EVERY_CHANNEL(of_training, running_mean);
  EXPECT_OF_EVERY_CHANNEL(of_training, running_var);
  EXPECT_OF_EVERY_CHANNEL(of_training, save_mean);
  EXPECT_OF_EVERY_CHANNEL(of_training, save_var);
  EXPECT_OF_EVERY_CHANNEL(of_training, save_invstd);
  EXPECT_OPTIONAL(of_training, residual);
  EXPECT_OPTIONAL(of_training, weight);
  EXPECT_OPTIONAL(of_training, bias);
  EXPECT_OPTIONAL(of_training, save_mean);
  EXPECT_OPTIONAL(of_training, save_var);
  EXPECT_OPTIONAL(of_training, save_invstd);
}

TEST(Misuse, OfOneRunningStatistic) {
  const std::string without = "one of running_mean and running_var is given without the other";
  EXPECT_EQ(of_training([](auto& call, Arrays&) { call.running_mean = {}; }), without);
  EXPECT_EQ(of_training([](auto& call, Arrays&) { call.running_var = {}; }), without);
  EXPECT_EQ(of_training([](auto& call, Arrays&) { call.running_mean = call.running_var = {}; }),
            "accepted");
}

TEST(Misuse, OfArraysOfInference) {
  EXPECT_REQUIRED(of_inference, x);
  EXPECT_REQUIRED(of_inference, y);
  EXPECT_REQUIRED(of_inference, running_mean);
  EXPECT_REQUIRED(of_inference, running_var);
  EXPECT_LONG_ENOUGH(of_inference, x);
  EXPECT_LONG_ENOUGH(of_inference, y);
  EXPECT_LONG_ENOUGH(of_inference, residual);
  EXPECT_OF_EVERY_CHANNEL(of_inference, running_mean);
  EXPECT_OF_EVERY_CHANNEL(of_inference, running_var);
  EXPECT_OF_EVERY_CHANNEL(of_inference, weight);
  EXPECT_OF_EVERY_CHANNEL(of_inference, bias);
}

TEST(Misuse, OfArraysOfBackward) {
  EXPECT_REQUIRED(of_backward, x);
  EXPECT_REQUIRED(of_backward, dy);
  EXPECT_LONG_ENOUGH(of_backward, x);
  EXPECT_LONG_ENOUGH(of_backward, dy);
  EXPECT_LONG_ENOUGH(of_backward, y);
  EXPECT_LONG_ENOUGH(of_backward, dx);
  EXPECT_LONG_ENOUGH(of_backward, dresidual);
  EXPECT_OF_EVERY_CHANNEL(of_backward, weight);
  EXPECT_OF_EVERY_CHANNEL(of_backward, dweight);
  EXPECT_OF_EVERY_CHANNEL(of_backward, dbias);
  Arrays arrays;
  Backward<float> call = arrays.backward();
  call.save_invstd = {};
  EXPECT_EQ(what(refusal(arrays, [&] { backward<float>(call); })), "save_invstd is missing");
  call = arrays.backward();
  call.save_mean = call.save_mean.first(2);
  EXPECT_EQ(what(refusal(arrays, [&] { backward<float>(call); })),
            "save_mean has 2 numbers, there are 3 channels");
  BackwardInference<float> stored = arrays.backward_inference();
  stored.running_var = {};
  EXPECT_EQ(what(refusal(arrays, [&] { backward_inference<float>(stored); })),
            "running_var is missing");
  stored = arrays.backward_inference();
  stored.running_mean = stored.running_mean.first(1);
  EXPECT_EQ(what(refusal(arrays, [&] { backward_inference<float>(stored); })),
            "running_mean has 1 numbers, there are 3 channels");
}

TEST(Misuse, OverlapsOfForward) {
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.residual = a.y; }), "accepted");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) {
              a.y.resize(25, kUntouched);
              call.y = std::span(a.y).first(24);
              call.x = std::span<const float>(a.y).last(24);
            }),
            "y overlaps x");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.weight = std::span(a.y).first(3); }),
            "y overlaps weight");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.bias = std::span(a.y).last(3); }),
            "y overlaps bias");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.save_mean = a.running_mean; }),
            "save_mean overlaps running_mean");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.running_var = a.save_var; }),
            "save_var overlaps running_var");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.save_invstd = a.save_mean; }),
            "save_invstd overlaps save_mean");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.save_var = std::span(a.y).first(3); }),
            "save_var overlaps y");
  EXPECT_EQ(of_training([](auto& call, Arrays& a) { call.weight = a.save_invstd; }),
            "save_invstd overlaps weight");
  EXPECT_EQ(of_inference([](auto& call, Arrays& a) { call.running_var = std::span(a.y).first(3); }),
            "y overlaps running_var");
}

TEST(Misuse, OverlapsOfBackward) {
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.y = a.dx; }), "dx overlaps y");
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.dresidual = a.dx; }),
            "dresidual overlaps dx");
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.dy = a.dresidual; }),
            "dresidual overlaps dy");
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.dbias = a.dweight; }),
            "dbias overlaps dweight");
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.weight = a.dbias; }),
            "dbias overlaps weight");
  EXPECT_EQ(of_backward([](auto& call, Arrays& a) { call.dweight = std::span(a.dx).last(3); }),
            "dweight overlaps dx");
}

}  // namespace
}  // namespace normaudit::fast
