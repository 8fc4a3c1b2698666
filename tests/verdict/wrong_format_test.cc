// The bounds of short formats are not vacuous: float32 operations with the storage done wrong must
// fail on benign data, and so must one element a step away from the right rounding.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/bits.h"
#include "core/hazard.h"
#include "reference/oracle.h"
#include "verdict/judge.h"

namespace normaudit::verdict {
namespace {

enum class Wrong {
  kNothing,
  kShortSums,        // adds in the format of storage
  kShortOperations,  // rounds every operation of y and dx to it
  kLostBit,          // rounds to one bit less first
  kTruncated,        // stores by cutting digits off
};

double stored(Dtype dtype, double value) { return widen(dtype, narrow(dtype, value)); }

// The value with `bits` fewer digits than the format has, to nearest.
double with_fewer_digits(Dtype dtype, double value, int bits) {
  if (value == 0) return value;
  const int keep = format_of(dtype).precision - bits;
  const int exponent = std::ilogb(value) + 1 - keep;
  return std::ldexp(std::nearbyint(std::ldexp(value, -exponent)), exponent);
}

double truncated(Dtype dtype, double value) {
  const Bits nearest = narrow(dtype, value);
  const std::int64_t at = ordinal(dtype, nearest);
  if (std::fabs(widen(dtype, nearest)) <= std::fabs(value)) return widen(dtype, nearest);
  return widen(dtype, from_ordinal(dtype, at > 0 ? at - 1 : at + 1));
}

// Two-pass batch norm over problems of shape (n, 1) in float, with at most one thing wrong.
class ShortStorage {
 public:
  ShortStorage(const Problem& problem, const Tensors& inputs, Wrong wrong)
      : problem_(problem), inputs_(inputs), wrong_(wrong), n_(problem.shape.batch) {
    mean_ = added([&](std::int64_t i) { return at(Role::kX, i); }) / static_cast<float>(n_);
    variance_ = added([&](std::int64_t i) {
                  const float d = at(Role::kX, i) - mean_;
                  return d * d;
                }) /
                static_cast<float>(n_);
    invstd_ = 1.0F / std::sqrt(variance_ + static_cast<float>(problem.eps));
    if (problem.pass != Pass::kBackward) return;
    mean_ = static_cast<float>(stored(problem.statistic_dtype, static_cast<double>(mean_)));
    invstd_ = static_cast<float>(stored(problem.statistic_dtype, static_cast<double>(invstd_)));
    sum_ = added([&](std::int64_t i) { return at(Role::kDy, i); });
    dot_ = added([&](std::int64_t i) { return (at(Role::kX, i) - mean_) * at(Role::kDy, i); });
  }

  Tensors outputs() const {
    Tensors result;
    for (Role role : outputs_of(problem_)) {
      if (role == Role::kRunningMean || role == Role::kRunningVar) continue;
      Tensor array = make_array(problem_, role);
      for (std::int64_t i = 0; i < array.count(); ++i) {
        array.set(i, store(array.dtype(), static_cast<double>(value(role, i))));
      }
      result.arrays.emplace(role, std::move(array));
    }
    return result;
  }

 private:
  float at(Role role, std::int64_t i) const { return static_cast<float>(inputs_.at(role).get(i)); }

  template <class Term>
  float added(Term term) const {
    float sum = 0;
    for (std::int64_t i = 0; i < n_; ++i) {
      sum = sum + term(i);
      if (wrong_ == Wrong::kShortSums) sum = shortened(sum);
    }
    return sum;
  }

  float shortened(float value) const {
    return static_cast<float>(stored(problem_.dtype, static_cast<double>(value)));
  }

  float step(float value) const {
    return wrong_ == Wrong::kShortOperations ? shortened(value) : value;
  }

  float value(Role role, std::int64_t i) const {
    const float weight = at(Role::kWeight, 0);
    switch (role) {
      case Role::kSaveMean:
        return mean_;
      case Role::kSaveVar:
        return variance_;
      case Role::kSaveInvstd:
        return invstd_;
      case Role::kY: {
        const float d = step(at(Role::kX, i) - mean_);
        return step(step(d * invstd_) * weight) + at(Role::kBias, 0);
      }
      case Role::kDx: {
        const auto n = static_cast<float>(n_);
        const float k = dot_ * invstd_ * invstd_ / n;
        const float d = step(at(Role::kX, i) - mean_);
        const float bracket = step(step(at(Role::kDy, i) - sum_ / n) - step(d * k));
        return step(bracket * invstd_) * weight;
      }
      case Role::kDweight:
        return dot_ * invstd_;
      default:
        return sum_;
    }
  }

  double store(Dtype dtype, double value) const {
    if (wrong_ == Wrong::kLostBit) value = with_fewer_digits(dtype, value, 1);
    return wrong_ == Wrong::kTruncated ? truncated(dtype, value) : stored(dtype, value);
  }

  const Problem& problem_;
  const Tensors& inputs_;
  Wrong wrong_;
  std::int64_t n_;
  float mean_ = 0;
  float variance_ = 0;
  float invstd_ = 0;
  float sum_ = 0;
  float dot_ = 0;
};

Problem benign(Pass pass, Dtype dtype, Dtype others) {
  Problem problem;
  problem.pass = pass;
  problem.dtype = dtype;
  problem.parameter_dtype = problem.statistic_dtype = others;
  problem.shape = {32, 1, {}};
  problem.eps = 0x1p-6;
  problem.seed = 5;
  return problem;
}

struct Flaw {
  Wrong wrong;
  const char* name;
  Pass pass;
  Role first_wrong;  ///< must fail
};

constexpr Flaw kFlaws[] = {
    {Wrong::kShortSums, "short_sums", Pass::kForwardTraining, Role::kY},
    {Wrong::kShortSums, "short_sums_backward", Pass::kBackward, Role::kDbias},
    {Wrong::kShortOperations, "short_operations", Pass::kForwardTraining, Role::kY},
    {Wrong::kShortOperations, "short_operations_backward", Pass::kBackward, Role::kDx},
    {Wrong::kLostBit, "lost_bit", Pass::kForwardTraining, Role::kY},
    {Wrong::kLostBit, "lost_bit_backward", Pass::kBackward, Role::kDx},
    {Wrong::kTruncated, "truncated", Pass::kForwardTraining, Role::kY},
    {Wrong::kTruncated, "truncated_backward", Pass::kBackward, Role::kDx},
};

using FormatFlaw = std::tuple<Flaw, Dtype>;

class WrongStorage : public testing::TestWithParam<FormatFlaw> {};

TEST_P(WrongStorage, FailsWhereTheRightOnePasses) {
  const auto& [flaw, dtype] = GetParam();
  for (Dtype others : {dtype, Dtype::kFloat32}) {
    Problem problem = benign(flaw.pass, dtype, others);
    problem.shape = {200, 1, {}};  // long sums
    const Tensors inputs = make_inputs(problem);
    const NumericContract contract{.algorithm = "two_pass"};
    const Tensors right = ShortStorage(problem, inputs, Wrong::kNothing).outputs();
    EXPECT_EQ(judge(problem, inputs, right, contract).status, Status::kPass);
    // In half formats throughout, the stored statistics cost dx more than its own rounding.
    if (flaw.first_wrong == Role::kDx && others == dtype) continue;
    const Tensors wrong = ShortStorage(problem, inputs, flaw.wrong).outputs();
    for (const OutputVerdict& output : judge(problem, inputs, wrong, contract).outputs) {
      if (output.role == flaw.first_wrong) {
        EXPECT_EQ(output.status, Status::kFail);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Flaws, WrongStorage,
                         testing::Combine(testing::ValuesIn(kFlaws),
                                          testing::Values(Dtype::kFloat16, Dtype::kBfloat16)),
                         [](const auto& tested) {
                           return std::string(std::get<0>(tested.param).name) + "_" +
                                  std::string(to_string(std::get<1>(tested.param)));
                         });

// How many elements of a data output, correctly rounded but for one moved a step away from the
// exact value, are found wrong.
struct Found {
  int failed = 0;
  int moved = 0;
};

Found found_steps(const Problem& problem, Role role) {
  const Tensors inputs = make_inputs(problem);
  const reference::Oracle oracle(problem, inputs);
  Tensor right = make_array(problem, role);
  for (std::int64_t i = 0; i < right.count(); ++i) {
    right.set_bits(i, oracle.rounded(role, i, right.dtype()));
  }
  const NumericContract contract{.algorithm = "two_pass"};
  const auto failures = [&](const Tensor& array) {
    Tensors got;
    got.arrays.emplace(role, array);
    return judge(problem, inputs, got, contract).outputs.front().failures;
  };
  EXPECT_EQ(failures(right), 0);
  Found found;
  for (std::int64_t i = 0; i < right.count(); ++i) {
    const double number = right.get(i);
    // Beside 0 float32's own errors are more than a step, beside a power of two a step is halved.
    if (std::fabs(number) < 0x1p-3 || std::ldexp(1.0, std::ilogb(number)) == std::fabs(number)) {
      continue;
    }
    Tensor off = right;
    const int away = -oracle.compare(role, i, number);
    const std::int64_t at = ordinal(right.dtype(), right.bits(i));
    off.set_bits(i, from_ordinal(right.dtype(), at + (away == 0 ? 1 : away)));
    ++found.moved;
    found.failed += failures(off) == 1;
  }
  return found;
}

TEST(ShortFormats, FindOneStepAwayFromTheRightRounding) {
  for (Dtype dtype : {Dtype::kFloat16, Dtype::kBfloat16}) {
    for (Pass pass :
         {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference}) {
      Problem problem = benign(pass, dtype, Dtype::kFloat32);
      const Found found = found_steps(problem, is_backward(pass) ? Role::kDx : Role::kY);
      EXPECT_GE(found.moved, 16);
      EXPECT_EQ(found.failed, found.moved) << to_string(problem);
    }
  }
}

}  // namespace
}  // namespace normaudit::verdict
