// Every sentence with which a call is refused, and that nothing is written before it.
#include "tests/fast/misuse.h"

#include <cmath>
#include <limits>

namespace normaudit::fast {
namespace {

TEST(Misuse, NothingIsWrongWithTheUnchangedCalls) {
  EXPECT_EQ(of_training([](auto&, Arrays&) {}), "accepted");
  EXPECT_EQ(of_inference([](auto&, Arrays&) {}), "accepted");
  Arrays arrays;
  EXPECT_EQ(refusal(arrays, [&] { backward<float>(arrays.backward()); }), "accepted");
  EXPECT_EQ(refusal(arrays, [&] { backward_inference<float>(arrays.backward_inference()); }),
            "accepted");
}

TEST(Misuse, TheSentenceNamesPassFormatAndShape) {
  Arrays arrays;
  ForwardTraining<float> training = arrays.training();
  training.y = {};
  EXPECT_EQ(refusal(arrays, [&] { forward_training<float>(training); }),
            "forward_training of float32 shape=2,3,4: y is missing");
  Inference<float> inferred = arrays.inference();
  inferred.x = {};
  EXPECT_EQ(refusal(arrays, [&] { inference<float>(inferred); }),
            "inference of float32 shape=2,3,4: x is missing");
  const Layout layout = Layout::nchw({2, 3});
  EXPECT_EQ(refusal(arrays, [&] { backward<double>(bare<Backward<double>>(layout)); }),
            "backward of float64 shape=2,3: save_mean is missing");
  EXPECT_EQ(refusal(arrays,
                    [&] { backward_inference<float16>(bare<BackwardInference<float16>>(layout)); }),
            "backward_inference of float16 shape=2,3: running_mean is missing");
  EXPECT_EQ(refusal(arrays, [&] { inference<bfloat16>(bare<Inference<bfloat16>>(layout)); }),
            "inference of bfloat16 shape=2,3: running_mean is missing");
}

TEST(Misuse, OfTheLayout) {
  Layout layout = Layout::nchw({2, 3, 4});
  layout.rank = 1;
  EXPECT_EQ(of_layout(layout), "its rank is 1, not 2 to 5");
  layout.rank = 6;
  EXPECT_EQ(of_layout(layout), "its rank is 6, not 2 to 5");
  layout.rank = -1;
  EXPECT_EQ(of_layout(layout), "its rank is -1, not 2 to 5");
  layout = Layout::nchw({2, 3, 4});
  layout.extents[2] = -1;
  EXPECT_EQ(of_layout(layout), "extent 2 is negative");
  layout = Layout::nchw({2, 3, 4});
  layout.strides[0] = 0;
  EXPECT_EQ(of_layout(layout), "stride 0 is below 1");
  EXPECT_EQ(of_layout(Layout::nchw({2, 0, 4})), "it has no channel");
  layout = Layout::nchw({2, 3, 4});
  layout.strides[1] = 3;
  EXPECT_EQ(of_layout(layout), "two of its elements share a place");
  layout.strides = {4, 8, 1};
  EXPECT_EQ(of_layout(layout), "accepted");
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  layout.strides = {kMost, 4, 1};
  EXPECT_EQ(of_layout(layout), "its elements reach too far");
  layout.extents = {3, std::int64_t{1} << 32, std::int64_t{1} << 32};
  layout.strides = {1, 3, std::int64_t{3} << 32};
  EXPECT_EQ(of_layout(layout), "its elements reach too far");
  EXPECT_THROW(Layout::nchw({2}), class Misuse);
  EXPECT_THROW(Layout::nhwc({1, 2, 3, 4, 5, 6}), class Misuse);
  Arrays arrays;
  EXPECT_EQ(refusal(arrays, [] { Layout::nchw({2}); }), "layout: rank 1 is not 2 to 5");
  const std::int64_t huge = std::int64_t{1} << 32;
  const std::string too_many = "layout: it has more elements than 64 bits can count";
  EXPECT_EQ(refusal(arrays, [&] { Layout::nchw({2, huge, huge}); }), too_many);
  EXPECT_EQ(refusal(arrays, [&] { Layout::nhwc({2, huge, huge}); }), too_many);
}

TEST(Misuse, OfOptions) {
  for (const double eps : {-1.0, static_cast<double>(INFINITY), static_cast<double>(NAN)}) {
    EXPECT_EQ(of_options({.eps = eps}), "eps is negative or not finite");
  }
  EXPECT_EQ(of_options({.eps = 0}), "accepted");
  EXPECT_EQ(of_options({.threads = -1}), "threads is negative");
  EXPECT_EQ(of_options({.caches = {.private_bytes = -1}}), "the size of a cache is negative");
  EXPECT_EQ(of_options({.caches = {.shared_bytes = -1}}), "the size of a cache is negative");
  const Options negative{.threads = -1};
  Arrays arrays;
  EXPECT_EQ(what(refusal(arrays, [&] { inference<float>(arrays.inference(), negative); })),
            "threads is negative");
  EXPECT_EQ(what(refusal(arrays, [&] { backward<float>(arrays.backward(), negative); })),
            "threads is negative");
  EXPECT_EQ(what(refusal(
                arrays, [&] { backward_inference<float>(arrays.backward_inference(), negative); })),
            "threads is negative");
}

TEST(Misuse, OfRunningStatistics) {
  for (const double momentum : {-0.1, 1.1, static_cast<double>(NAN)}) {
    EXPECT_EQ(of_training([&](auto& call, Arrays&) { call.running.momentum = momentum; }),
              "momentum is not between 0 and 1");
  }
  EXPECT_EQ(of_training([](auto& call, Arrays&) {
              call.running = {std::nullopt, 0};
            }),
            "batches is below 1");
  EXPECT_EQ(of_training([](auto& call, Arrays&) { call.running = {std::nullopt, 1}; }), "accepted");
}

TEST(Misuse, OneNumberPerChannel) {
  const Layout layout = Layout::nchw({1, 3, 1});
  std::vector<float> x{1, 2, 3}, y(3), var(3, kUntouched), running_mean(3), running_var(3);
  const ForwardTraining<float> call{.layout = layout,
                                    .x = x,
                                    .y = y,
                                    .running_mean = running_mean,
                                    .running_var = running_var,
                                    .save_var = var};
  Arrays arrays;
  EXPECT_EQ(refusal(arrays, [&] { forward_training<float>(call); }),
            "forward_training of float32 shape=1,3,1: one number per channel has no variance to "
            "train on");
  EXPECT_EQ(var, std::vector<float>(3, kUntouched));
  forward_training<float>(call, {.allow_one_number = true});
  EXPECT_EQ(var, std::vector<float>(3, 0.0f));
  EXPECT_EQ(y, std::vector<float>(3, 0.0f));
  EXPECT_TRUE(std::isnan(running_var[0]) && std::isnan(running_var[2]));
}

TEST(Misuse, AnEmptyBatchIsNone) {
  const Layout layout = Layout::nchw({0, 3, 4});
  std::vector<float> mean(3, 1.0f), running(3, kUntouched), running_var = running;
  std::vector<float> dweight = running, dbias = running;
  auto training = bare<ForwardTraining<float>>(layout);
  training.running_mean = running;
  training.running_var = running_var;
  training.save_mean = mean;
  forward_training<float>(training);
  EXPECT_EQ(running, std::vector<float>(3, kUntouched));
  EXPECT_EQ(running_var, std::vector<float>(3, kUntouched));
  for (const float each : mean) EXPECT_TRUE(std::isnan(each));
  auto stored = bare<Inference<float>>(layout);
  stored.running_mean = stored.running_var = running;
  inference<float>(stored);
  auto gradients = bare<Backward<float>>(layout);
  gradients.save_mean = gradients.save_invstd = running;
  gradients.dweight = dweight;
  gradients.dbias = dbias;
  backward<float>(gradients);
  EXPECT_EQ(dweight, std::vector<float>(3, 0.0f));
  EXPECT_EQ(dbias, std::vector<float>(3, 0.0f));
  dbias = running;
  auto of_stored = bare<BackwardInference<float>>(layout);
  of_stored.running_mean = of_stored.running_var = running;
  of_stored.dbias = dbias;
  backward_inference<float>(of_stored);
  EXPECT_EQ(dbias, std::vector<float>(3, 0.0f));
}

}  // namespace
}  // namespace normaudit::fast
