// The kernels of this project through their public header, into arrays that are there and into new
// ones.
#include <memory>

#include "bench/cpu/contender.h"
#include "normaudit/fast.h"

namespace normaudit::bench::cpu {
namespace {

fast::Layout layout_of(const Problem& problem) {
  const Shape& shape = problem.shape;
  if (shape.spatial.empty()) return fast::Layout::nchw({shape.batch, shape.channels});
  return (problem.layout.kind == Layout::Kind::kNhwc ? fast::Layout::nhwc : fast::Layout::nchw)(
      {shape.batch, shape.channels, shape.spatial[0], shape.spatial[1]});
}

fast::ForwardTraining<float> training_of(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  Arrays& arrays = stage.arrays;
  const auto channels = static_cast<std::size_t>(problem.shape.channels);
  const auto first = [channels](Vector& vector) { return std::span(vector.data(), channels); };
  return {.layout = layout_of(problem),
          .x = {arrays.x(), static_cast<std::size_t>(problem.shape.count())},
          .y = {},
          .weight = first(arrays.weight),
          .bias = first(arrays.bias),
          .save_mean = first(arrays.save_mean),
          .save_invstd = first(arrays.save_invstd)};
}

// A call into `out`, as a program would write it once and repeat.
std::function<void(float* out)> call_of(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  Arrays& arrays = stage.arrays;
  const auto count = static_cast<std::size_t>(problem.shape.count());
  const auto channels = static_cast<std::size_t>(problem.shape.channels);
  const auto first = [channels](Vector& vector) { return std::span(vector.data(), channels); };
  const fast::Layout layout = layout_of(problem);
  const std::span<const float> x(arrays.x(), count);
  const fast::Options options{.eps = problem.eps, .threads = stage.timed.threads};
  if (problem.pass == Pass::kForwardTraining) {
    return [call = training_of(stage), options, count](float* out) mutable {
      call.y = {out, count};
      fast::forward_training(call, options);
    };
  }
  if (problem.pass == Pass::kInference) {
    fast::Inference<float> call{.layout = layout,
                                .x = x,
                                .y = {},
                                .running_mean = first(arrays.running_mean),
                                .running_var = first(arrays.running_var),
                                .weight = first(arrays.weight),
                                .bias = first(arrays.bias)};
    return [call, options, count](float* out) mutable {
      call.y = {out, count};
      fast::inference(call, options);
    };
  }
  fast::Backward<float> call{.layout = layout,
                             .x = x,
                             .dy = {arrays.dy(), count},
                             .save_mean = first(arrays.save_mean),
                             .save_invstd = first(arrays.save_invstd),
                             .weight = first(arrays.weight),
                             .dweight = first(arrays.dweight),
                             .dbias = first(arrays.dbias)};
  return [call, options, count](float* out) mutable {
    call.dx = {out, count};
    fast::backward(call, options);
  };
}

// A framework saves invstd alone; what the variance comes out as is asked for here.
std::function<void()> delivery_of(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  if (problem.pass != Pass::kForwardTraining) return {};
  fast::ForwardTraining<float> call = training_of(stage);
  call.y = {stage.arrays.y(), call.x.size()};
  call.save_var = {stage.arrays.save_var.data(), call.save_mean.size()};
  return [call, options = fast::Options{.eps = problem.eps, .threads = stage.timed.threads}] {
    fast::forward_training(call, options);
  };
}

}  // namespace

std::vector<Contender> our_contenders(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  const std::int64_t count = problem.shape.count();
  float* const there = is_backward(problem.pass) ? stage.arrays.dx() : stage.arrays.y();
  const auto call = std::make_shared<std::function<void(float*)>>(call_of(stage));
  std::vector<Contender> contenders;
  contenders.push_back({.name = kOurs,
                        .kind = Kind::kOurs,
                        .deliver = delivery_of(stage),
                        .sample = on_clock([call, there] { (*call)(there); })});
  if (count < kLeastFresh) return contenders;
  contenders.push_back({.name = kOursFresh,
                        .kind = Kind::kOurs,
                        .answers_in_arrays = false,
                        .sample = on_clock([call, count] {
                          const Buffer fresh(count, 0, Buffer::Pages::kOrdinary);
                          (*call)(fresh.data());
                        })});
  return contenders;
}

}  // namespace normaudit::bench::cpu
