// The fast kernels as a backend: sums about a pivot in one pass, in float64 above leaves of 16
// numbers, and the mean kept as a pair. Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, section 3.
#include "normaudit/fast.h"

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include "core/backend.h"

namespace normaudit {
namespace {

fast::Layout layout_of(const Problem& problem) {
  fast::Layout layout;
  const std::vector<std::int64_t> extents = problem.shape.extents();
  layout.rank = static_cast<int>(extents.size());
  std::copy(extents.begin(), extents.end(), layout.extents.begin());
  std::vector<std::int64_t> strides = problem.layout.strides;
  if (problem.layout.kind != Layout::Kind::kStrided) {
    const auto count = [](std::int64_t extent) { return std::max<std::int64_t>(extent, 1); };
    const bool last = problem.layout.kind == Layout::Kind::kNhwc;
    strides.assign(extents.size(), 1);
    std::int64_t stride = last ? count(extents[1]) : 1;
    for (std::size_t d = extents.size(); d-- > 0;) {
      if (last && d == 1) continue;
      strides[d] = stride;
      stride *= count(extents[d]);
    }
  }
  std::copy(strides.begin(), strides.end(), layout.strides.begin());
  return layout;
}

// The call's vectors in the format the kernels take them in, and back.
template <class S>
class Vectors {
 public:
  Vectors(const Tensors& inputs, Tensors& outputs) : inputs_(inputs), outputs_(outputs) {}

  std::span<const S> in(Role role) {
    const Tensor* array = inputs_.find(role);
    if (array == nullptr) return {};
    return copy_of(*array);
  }
  std::span<S> out(Role role) {
    Tensor* array = outputs_.find(role);
    if (array == nullptr) return {};
    std::span<S> copy = copy_of(*array);
    written_.push_back({array, copy});
    return copy;
  }
  void store() const {
    for (const auto& [array, copy] : written_) {
      for (std::size_t c = 0; c < copy.size(); ++c) {
        array->set(static_cast<std::int64_t>(c), static_cast<double>(copy[c]));
      }
    }
  }

 private:
  struct Written {
    Tensor* array;
    std::span<const S> copy;
  };

  std::span<S> copy_of(const Tensor& array) {
    std::vector<S>& copy = copies_.emplace_back(array.count());
    for (std::size_t c = 0; c < copy.size(); ++c) {
      copy[c] = static_cast<S>(array.get(static_cast<std::int64_t>(c)));
    }
    return copy;
  }

  const Tensors& inputs_;
  Tensors& outputs_;
  std::deque<std::vector<S>> copies_;
  std::vector<Written> written_;
};

// One call in storage format T.
template <class T, class CoreT>
class Call {
 public:
  using S = fast::Statistic<T>;

  Call(const Problem& problem, const Tensors& inputs, Tensors& outputs)
      : problem_(problem),
        inputs_(inputs),
        outputs_(outputs),
        layout_(layout_of(problem)),
        vectors_(inputs, outputs),
        options_{.eps = problem.eps, .allow_one_number = true} {}

  void run() {
    switch (problem_.pass) {
      case Pass::kForwardTraining:
        forward_training();
        break;
      case Pass::kInference:
        inference();
        break;
      case Pass::kBackward:
        backward();
        break;
      case Pass::kBackwardInference:
        backward_inference();
        break;
    }
    vectors_.store();
  }

 private:
  void forward_training() {
    const std::int64_t batches = inputs_.num_batches_tracked + 1;
    fast::forward_training<T>({.layout = layout_,
                               .x = in(Role::kX),
                               .y = out(Role::kY),
                               .weight = vectors_.in(Role::kWeight),
                               .bias = vectors_.in(Role::kBias),
                               .running_mean = vectors_.out(Role::kRunningMean),
                               .running_var = vectors_.out(Role::kRunningVar),
                               .running = {problem_.momentum, batches},
                               .save_mean = vectors_.out(Role::kSaveMean),
                               .save_var = vectors_.out(Role::kSaveVar),
                               .save_invstd = vectors_.out(Role::kSaveInvstd)},
                              options_);
    if (outputs_.has(Role::kRunningMean) && outputs_.has(Role::kRunningVar)) {
      outputs_.num_batches_tracked = batches;
    }
  }

  void inference() {
    fast::inference<T>({.layout = layout_,
                        .x = in(Role::kX),
                        .y = out(Role::kY),
                        .running_mean = vectors_.in(Role::kRunningMean),
                        .running_var = vectors_.in(Role::kRunningVar),
                        .weight = vectors_.in(Role::kWeight),
                        .bias = vectors_.in(Role::kBias)},
                       options_);
  }

  void backward() {
    fast::backward<T>({.layout = layout_,
                       .x = in(Role::kX),
                       .dy = in(Role::kDy),
                       .save_mean = vectors_.in(Role::kSaveMean),
                       .save_invstd = vectors_.in(Role::kSaveInvstd),
                       .weight = vectors_.in(Role::kWeight),
                       .dx = out(Role::kDx),
                       .dweight = vectors_.out(Role::kDweight),
                       .dbias = vectors_.out(Role::kDbias)},
                      options_);
  }

  void backward_inference() {
    fast::backward_inference<T>({.layout = layout_,
                                 .x = in(Role::kX),
                                 .dy = in(Role::kDy),
                                 .running_mean = vectors_.in(Role::kRunningMean),
                                 .running_var = vectors_.in(Role::kRunningVar),
                                 .weight = vectors_.in(Role::kWeight),
                                 .dx = out(Role::kDx),
                                 .dweight = vectors_.out(Role::kDweight),
                                 .dbias = vectors_.out(Role::kDbias)},
                                options_);
  }

  std::span<const T> in(Role role) const {
    const auto* elements = reinterpret_cast<const T*>(inputs_.at(role).view<CoreT>().data);
    return {elements + problem_.layout.offset, count()};
  }
  std::span<T> out(Role role) {
    Tensor* array = outputs_.find(role);
    if (array == nullptr) return {};
    return {reinterpret_cast<T*>(array->view<CoreT>().data) + problem_.layout.offset, count()};
  }
  std::size_t count() const { return static_cast<std::size_t>(layout_.span_count()); }

  const Problem& problem_;
  const Tensors& inputs_;
  Tensors& outputs_;
  fast::Layout layout_;
  Vectors<S> vectors_;
  fast::Options options_;
};

void run_fast(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  switch (problem.dtype) {
    case Dtype::kFloat32:
      return Call<float, float>(problem, inputs, outputs).run();
    case Dtype::kFloat64:
      return Call<double, double>(problem, inputs, outputs).run();
    case Dtype::kFloat16:
      return Call<fast::float16, Float16>(problem, inputs, outputs).run();
    case Dtype::kBfloat16:
      return Call<fast::bfloat16, Bfloat16>(problem, inputs, outputs).run();
  }
}

std::string fast_supports(const Problem& problem) {
  if (problem.operator_name != "batch_norm") return "operator is not batch_norm";
  const bool wide_vectors =
      problem.parameter_dtype == Dtype::kFloat64 || problem.statistic_dtype == Dtype::kFloat64;
  if (wide_vectors && problem.dtype != Dtype::kFloat64) {
    return "float64 parameters or statistics with shorter data";
  }
  return "";
}

const bool kRegistered = register_entry(Backend{
    .name = "fast",
    .sentence = "sums of d and d^2 about a pivot, d = x - p, in one pass; the mean as a pair",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, section 3",
    .contract =
        NumericContract{.algorithm = "pivoted_one_pass",
                        .accumulator = NumericContract::Accumulator::kFloat64,
                        .order = NumericContract::Order::kAny,
                        .block = 16,
                        // Of float64 data: leaves of 8 numbers or more in sequence; lanes, columns.
                        .merges = 16,
                        .numbers_per_merge = 8,
                        .normalization = NumericContract::Normalization::kPaired,
                        .layout_invariant = false,
                        .exact_on_constant_channels = true,
                        .recentred = true,
                        .in_place_safe = true},
    .supports = fast_supports,
    .run = run_fast,
});

}  // namespace
}  // namespace normaudit
