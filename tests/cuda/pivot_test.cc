// What the pivot is for: with a mean of 1000 standard deviations, a mean kept as one float32 number
// costs each output u*kappa*|weight| (docs/design.md, section 4), and the pair pivot + delta does
// not. The same kernels with the pivot 0 are the other half of the comparison.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "reference/condition.h"
#include "tests/cuda/hand_calls.h"
#include "tests/cuda/kernels_under_test.h"
#include "verdict/truth.h"

namespace normaudit::cuda {
namespace {

/// The kernels' own pass, its moments about 0.
struct WithoutPivot : simt::ForwardTraining<float> {
  template <class At>
  Origin origin(std::int64_t, std::int64_t, At) const {
    return {0.0f};
  }
};

constexpr double kMean = 1000;  // standard deviations

Problem problem_of(const char* shape) {
  return parse_problem(std::string("batch_norm forward_training affine=- track_running_stats=0 ") +
                       shape);
}

Tensors far_from_zero(const Problem& problem) {
  Tensors inputs;
  Tensor x = make_array(problem, Role::kX);
  Philox words = stream_of(problem, Role::kX, 1);
  for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, kMean + standard_normal(words));
  inputs.arrays.emplace(Role::kX, std::move(x));
  return inputs;
}

Tensors without_pivot(const Problem& problem, const Tensors& inputs) {
  Tensors outputs;
  for (const Role role : outputs_of(problem)) {
    outputs.arrays.emplace(role, make_array(problem, role));
  }
  const auto of = [&](Role role) {
    return simt::ChannelArray{outputs.at(role).elements(), Dtype::kFloat32};
  };
  WithoutPivot pass;
  pass.arrays.save_mean = of(Role::kSaveMean);
  pass.arrays.save_var = of(Role::kSaveVar);
  pass.arrays.save_invstd = of(Role::kSaveInvstd);
  pass.arrays.eps = static_cast<float>(problem.eps);
  const simt::Lie lie = simt::dense_planes(
      {problem.shape.batch, problem.shape.channels, problem.shape.spatial_count()});
  auto call = simt::planar_call(pass, lie);
  call.inputs[0] = simt::planes_at(inputs.at(Role::kX).view<float>().data, lie);
  call.output = simt::planes_at(outputs.at(Role::kY).view<float>().data, lie);
  simt::launch_split(call);
  return outputs;
}

/// The largest |y - exact|, in units of u = 2^-24; |weight| is 1.
double largest_error(const verdict::Truth& truth, const Tensors& got) {
  double largest = 0;
  const Tensor& y = got.at(Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    largest = std::max(largest, std::abs(y.get(i) - truth.high(Role::kY, i)));
  }
  return largest * 0x1p24;
}

TEST(Pivot, KeepsAMeanOfAThousandDeviationsOutOfTheOutput) {
  const Problem problem = problem_of("shape=64,2,56,56");
  const Tensors inputs = far_from_zero(problem);
  const Backend& backend = find_backend("simt_split");
  const auto run = run_backend(backend, problem, inputs);
  expect_judged(backend, problem, inputs, run);
  const Tensors plain = without_pivot(problem, inputs);
  // The bound of the contract knows no kappa, so it must notice the difference.
  EXPECT_EQ(verdict::judge(problem, inputs, plain, *backend.contract).status,
            verdict::Status::kFail);

  const verdict::Truth truth(problem, inputs);
  const double with = largest_error(truth, run.outputs);
  const double without = largest_error(truth, plain);
  RecordProperty("error_with_pivot", std::to_string(with * 0x1p-24));
  RecordProperty("error_without_pivot", std::to_string(without * 0x1p-24));
  std::printf("largest error of y in standard deviations: %.2g with the pivot, %.2g without\n",
              with * 0x1p-24, without * 0x1p-24);
  double kappa = 0;
  for (const auto& condition : reference::conditions_of(problem, inputs)) {
    kappa = std::max(kappa, condition.kappa());
  }
  double furthest = 0;
  const std::int64_t count = run.outputs.at(Role::kY).count();
  for (std::int64_t i = 0; i < count; ++i) {
    furthest = std::max(furthest, std::abs(truth.high(Role::kY, i)));
  }
  // Of y = fma(((x - pivot) - delta)*invstd, 1, -0) the first difference is exact (Sterbenz: x and
  // pivot are within a factor of 2) and so is the fma. Three roundings are left that grow with
  // |x - mean|: of - delta, of invstd and of the product, u*|y| each.
  constexpr double kRoundings = 3;
  EXPECT_LE(with, kRoundings * furthest);
  // And 16 u = 2^-20 is less than the millionth of a deviation that is demanded.
  EXPECT_LT(kRoundings * furthest, 16);
  // Without it the rounding of the mean alone is of the size kappa.
  EXPECT_GT(without * without, kappa);
  EXPECT_GT(without, with * std::sqrt(kappa));
}

/// An outlier is a bad pivot; the median of five samples is none unless three are.
TEST(Pivot, IsNoOutlier) {
  float far_out[5] = {1e30f, 3, 1, 2, -1e30f};
  EXPECT_EQ(simt::median(far_out), 2);
  std::vector<float> order{1, 2, 3, 4, 5};
  do {
    float five[5];
    std::copy(order.begin(), order.end(), five);
    ASSERT_EQ(simt::median(five), 3);
  } while (std::next_permutation(order.begin(), order.end()));
  float equal[5] = {7, 7, 1, 7, 9};
  EXPECT_EQ(simt::median(equal), 7);
}

}  // namespace
}  // namespace normaudit::cuda
