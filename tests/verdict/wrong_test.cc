// The bounds are not vacuous: the textbook formulas with one thing wrong must fail on benign data.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/hazard.h"
#include "verdict/judge.h"

namespace normaudit::verdict {
namespace {

enum class Wrong {
  kNothing,
  kUnbiasedForNormalizing,
  kEpsOutsideRoot,
  kBiasedRunningVar,
  kMomentumSwapped,
  kFewerElements,
  kMeanOfFewer,
  kHalfInvstd,
  kEightUlps,
  kOneNan,
  kSignFlipped,
  kBiasDropped,
  kDxWithoutMeanTerm,
  kDxWithoutWeight,
  kDxWithoutProjection,
  kDweightWithoutInvstd,
  kDbiasIsMean,
};

struct Flaw {
  Wrong wrong;
  const char* name;
  Pass pass;
  Role first_wrong;  ///< the output that must fail
};

constexpr Flaw kFlaws[] = {
    {Wrong::kUnbiasedForNormalizing, "unbiased", Pass::kForwardTraining, Role::kY},
    {Wrong::kEpsOutsideRoot, "eps_outside", Pass::kForwardTraining, Role::kSaveInvstd},
    {Wrong::kBiasedRunningVar, "biased_running", Pass::kForwardTraining, Role::kRunningVar},
    {Wrong::kMomentumSwapped, "momentum_swapped", Pass::kForwardTraining, Role::kRunningMean},
    {Wrong::kFewerElements, "fewer_elements", Pass::kForwardTraining, Role::kSaveVar},
    {Wrong::kMeanOfFewer, "mean_of_fewer", Pass::kForwardTraining, Role::kSaveMean},
    {Wrong::kHalfInvstd, "half_invstd", Pass::kForwardTraining, Role::kY},
    {Wrong::kEightUlps, "eight_ulps", Pass::kInference, Role::kY},
    {Wrong::kOneNan, "one_nan", Pass::kForwardTraining, Role::kY},
    {Wrong::kSignFlipped, "sign_flipped", Pass::kForwardTraining, Role::kY},
    {Wrong::kBiasDropped, "bias_dropped", Pass::kForwardTraining, Role::kY},
    {Wrong::kDxWithoutMeanTerm, "dx_without_mean", Pass::kBackward, Role::kDx},
    {Wrong::kDxWithoutWeight, "dx_without_weight", Pass::kBackward, Role::kDx},
    {Wrong::kDxWithoutProjection, "dx_without_projection", Pass::kBackward, Role::kDx},
    {Wrong::kDweightWithoutInvstd, "dweight_without_invstd", Pass::kBackward, Role::kDweight},
    {Wrong::kDbiasIsMean, "dbias_is_mean", Pass::kBackward, Role::kDbias},
};

// Two-pass batch norm in T, over problems of shape (n, 1), with at most one thing wrong.
template <class T>
class Flawed {
 public:
  Flawed(const Problem& problem, const Tensors& inputs, Wrong wrong)
      : problem_(problem), inputs_(inputs), wrong_(wrong), n_(problem.shape.batch) {
    eps_ = static_cast<T>(problem.eps);
    if (uses_running_statistics(problem.pass)) {
      mean_ = number(Role::kRunningMean);
      variance_ = number(Role::kRunningVar);
    } else {
      const std::int64_t first = wrong == Wrong::kFewerElements ? 1 : 0;
      const std::int64_t skipped = wrong == Wrong::kMeanOfFewer ? 1 : 0;
      T sum = 0;
      for (std::int64_t i = skipped; i < n_; ++i) sum = sum + at(Role::kX, i);
      mean_ = sum / static_cast<T>(n_ - skipped);
      T squares = 0;
      for (std::int64_t i = first; i < n_; ++i) {
        const T d = at(Role::kX, i) - mean_;
        squares = squares + d * d;
      }
      variance_ = squares / static_cast<T>(n_);
    }
    T used = variance_;
    if (wrong == Wrong::kUnbiasedForNormalizing) used = used * unbias();
    invstd_ = wrong == Wrong::kEpsOutsideRoot ? T{1} / (std::sqrt(used) + eps_)
                                              : T{1} / std::sqrt(used + eps_);
    if (wrong == Wrong::kHalfInvstd) {
      invstd_ = static_cast<T>(widen(Dtype::kFloat16, narrow(Dtype::kFloat16, invstd_)));
    }
  }

  Tensors outputs() {
    Tensors result;
    for (Role role : outputs_of(problem_)) {
      Tensor array = make_array(problem_, role);
      for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, value(role, i));
      result.arrays.emplace(role, std::move(array));
    }
    return result;
  }

 private:
  T at(Role role, std::int64_t i) const { return static_cast<T>(inputs_.at(role).get(i)); }
  T number(Role role) const { return at(role, 0); }
  T unbias() const { return static_cast<T>(n_) / static_cast<T>(n_ - 1); }

  T value(Role role, std::int64_t i) {
    switch (role) {
      case Role::kSaveMean:
        return mean_;
      case Role::kSaveVar:
        return variance_;
      case Role::kSaveInvstd:
        return invstd_;
      case Role::kRunningMean:
        return averaged(number(role), mean_);
      case Role::kRunningVar:
        return averaged(number(role),
                        wrong_ == Wrong::kBiasedRunningVar ? variance_ : variance_ * unbias());
      case Role::kY:
        return y(i);
      default:
        return gradient(role, i);
    }
  }

  T averaged(T old, T batch) const {
    const auto m = static_cast<T>(*problem_.momentum);
    return wrong_ == Wrong::kMomentumSwapped ? m * old + (T{1} - m) * batch
                                             : (T{1} - m) * old + m * batch;
  }

  T y(std::int64_t i) const {
    if (wrong_ == Wrong::kOneNan && i == n_ / 2) return std::numeric_limits<T>::quiet_NaN();
    T result = (at(Role::kX, i) - mean_) * invstd_ * number(Role::kWeight);
    if (wrong_ != Wrong::kBiasDropped) result = result + number(Role::kBias);
    if (wrong_ == Wrong::kSignFlipped && i == 3) result = -result;
    for (int k = 0; wrong_ == Wrong::kEightUlps && k < 8; ++k) {
      result = std::nextafter(result, std::numeric_limits<T>::infinity());
    }
    return result;
  }

  T gradient(Role role, std::int64_t i) const {
    T sum = 0;
    T dot = 0;
    for (std::int64_t j = 0; j < n_; ++j) {
      sum = sum + at(Role::kDy, j);
      dot = dot + (at(Role::kX, j) - mean_) * at(Role::kDy, j);
    }
    const auto n = static_cast<T>(n_);
    if (role == Role::kDbias) return wrong_ == Wrong::kDbiasIsMean ? sum / n : sum;
    if (role == Role::kDweight) return wrong_ == Wrong::kDweightWithoutInvstd ? dot : dot * invstd_;
    const T k = dot * invstd_ * invstd_ / n;
    T bracket = at(Role::kDy, i);
    if (wrong_ != Wrong::kDxWithoutMeanTerm) bracket = bracket - sum / n;
    if (wrong_ != Wrong::kDxWithoutProjection) bracket = bracket - (at(Role::kX, i) - mean_) * k;
    const T result = bracket * invstd_;
    return wrong_ == Wrong::kDxWithoutWeight ? result : result * number(Role::kWeight);
  }

  const Problem& problem_;
  const Tensors& inputs_;
  Wrong wrong_;
  std::int64_t n_;
  T eps_ = 0;
  T mean_ = 0;
  T variance_ = 0;
  T invstd_ = 0;
};

Problem benign(Pass pass, Dtype dtype) {
  Problem problem;
  problem.pass = pass;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = dtype;
  problem.shape = {64, 1, {}};
  // Large enough that 1/(sigma + eps) and 1/sqrt(sigma^2 + eps) are far apart in every format.
  problem.eps = 0x1p-6;
  problem.seed = 11;
  return problem;
}

Verdict judged(const Problem& problem, Wrong wrong) {
  const Tensors inputs = make_inputs(problem);
  const Tensors got = problem.dtype == Dtype::kFloat32
                          ? Flawed<float>(problem, inputs, wrong).outputs()
                          : Flawed<double>(problem, inputs, wrong).outputs();
  return judge(problem, inputs, got, {.algorithm = "two_pass"});
}

class WrongVariant : public testing::TestWithParam<std::tuple<Flaw, Dtype>> {};

TEST_P(WrongVariant, FailsWhereTheRightOnePasses) {
  const auto& [flaw, dtype] = GetParam();
  const Problem problem = benign(flaw.pass, dtype);
  EXPECT_EQ(judged(problem, Wrong::kNothing).status, Status::kPass);
  const Verdict verdict = judged(problem, flaw.wrong);
  EXPECT_EQ(verdict.status, Status::kFail);
  for (const OutputVerdict& output : verdict.outputs) {
    if (output.role != flaw.first_wrong) continue;
    EXPECT_EQ(output.status, Status::kFail);
    EXPECT_GT(output.worst.over_bound, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Flaws, WrongVariant,
                         testing::Combine(testing::ValuesIn(kFlaws),
                                          testing::Values(Dtype::kFloat32, Dtype::kFloat64)),
                         [](const auto& tested) {
                           return std::string(std::get<0>(tested.param).name) + "_" +
                                  std::string(to_string(std::get<1>(tested.param)));
                         });

}  // namespace
}  // namespace normaudit::verdict
