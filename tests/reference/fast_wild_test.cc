// The fast path on data nobody would train on: arbitrary bit patterns, scales from one end of the
// format to the other, channels where every element needs the certificate.
#include <cmath>

#include "core/random.h"
#include "tests/reference/fast_support.h"

namespace normaudit::reference {
namespace {

Bits mask_of(Dtype dtype) {
  return dtype == Dtype::kFloat64 ? ~Bits{0} : (Bits{1} << format_of(dtype).storage_bits) - 1;
}

Bits finite_bits(Dtype dtype, Philox& words) {
  while (true) {
    const Bits bits = words.next() & mask_of(dtype);
    if (is_finite(dtype, bits)) return bits;
  }
}

/// Every array of the problem filled by one rule.
Tensors filled(const Problem& problem, const std::function<Bits(Dtype)>& bits) {
  Tensors inputs = make_inputs(problem);
  for (auto& [role, array] : inputs.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, bits(array.dtype()));
  }
  return inputs;
}

void expect_oracle_bits_on_every_isa(const Problem& problem, const Tensors& inputs,
                                     std::int64_t stride = 1) {
  for (Isa isa : available_isas()) {
    const FastAnswers answers = solve(problem, inputs, {.threads = 1, .isa = isa});
    expect_oracle_bits(problem, inputs, answers.outputs, stride);
  }
}

TEST(FastWild, EqualsTheOracleOnArbitraryPatternsEverywhere) {
  Philox words({17, 0});
  for (int round = 0; round < 6 * effort(); ++round) {
    for (Pass pass : kPasses) {
      for (Dtype dtype : kDtypes) {
        Problem problem = problem_of(pass, dtype, {3, 20, {2}});
        problem.eps =
            round % 2 == 0 ? 1e-5 : std::fabs(as_double(finite_bits(Dtype::kFloat64, words)));
        if (round % 3 == 0) problem.parameter_dtype = Dtype::kFloat64;
        if (round % 3 == 1) problem.statistic_dtype = Dtype::kFloat64;
        const Tensors any =
            filled(problem, [&](Dtype each) { return words.next() & mask_of(each); });
        expect_oracle_bits_on_every_isa(problem, any);
        const Tensors finite =
            filled(problem, [&](Dtype each) { return finite_bits(each, words); });
        expect_oracle_bits_on_every_isa(problem, finite);
        if (HasFailure()) return;
      }
    }
  }
}

TEST(FastWild, EqualsTheOracleOnLongChannelsOfArbitraryPatterns) {
  Philox words({18, 0});
  for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
    for (Dtype dtype : {Dtype::kFloat64, Dtype::kFloat32}) {
      const Problem problem = problem_of(pass, dtype, {2, 2, {3000}});
      const Tensors inputs = filled(problem, [&](Dtype each) { return finite_bits(each, words); });
      expect_oracle_bits_on_every_isa(problem, inputs, 53);
    }
  }
}

/// 1.f * 2^e with e in [-spread, spread].
double scaled(Philox& words, int spread) {
  const double significand = 1 + uniform_unit(words);
  const auto shift =
      static_cast<int>(uniform_below(words, static_cast<std::uint64_t>(2 * spread) + 1));
  return std::ldexp(words.next() % 2 == 0 ? significand : -significand, shift - spread);
}

TEST(FastWild, EqualsTheOracleOnMixedScales) {
  Philox words({19, 0});
  for (Pass pass : {Pass::kForwardTraining, Pass::kBackward}) {
    for (Dtype dtype : {Dtype::kFloat64, Dtype::kFloat32}) {
      for (int spread : {1, 12, 25, 100, dtype == Dtype::kFloat64 ? 1000 : 120}) {
        const Problem problem = problem_of(pass, dtype, {2, 2, {1100}});
        Tensors inputs = make_inputs(problem);
        for (Role role : {Role::kX, Role::kDy}) {
          Tensor* array = inputs.find(role);
          for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
            array->set(i, scaled(words, spread));
          }
        }
        expect_oracle_bits_on_every_isa(problem, inputs, 37);
        if (HasFailure()) return;
      }
    }
  }
}

TEST(FastWild, EqualsTheOracleAtBothEndsOfTheRange) {
  Philox words({20, 0});
  for (Pass pass : kPasses) {
    for (double scale : {0x1p-1074, 1e-310, 1e-300, 1e-160, 1e150, 1e300}) {
      Problem problem = problem_of(pass, Dtype::kFloat64, {2, 2, {150}});
      problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat64;
      for (double eps : {0.0, 1e-5, scale}) {
        problem.eps = eps;
        Tensors inputs = make_inputs(problem);
        for (Role role : {Role::kX, Role::kDy}) {
          Tensor* array = inputs.find(role);
          for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
            array->set(i, (static_cast<double>(uniform_below(words, 200)) - 80) * scale);
          }
        }
        expect_oracle_bits_on_every_isa(problem, inputs, 3);
        if (HasFailure()) return;
      }
    }
  }
}

TEST(FastWild, EqualsTheOracleWhereOneElementIsNotFinite) {
  const double kInfinity = as_double(infinity(Dtype::kFloat64));
  for (Pass pass : kPasses) {
    for (Role role :
         {Role::kX, Role::kDy, Role::kWeight, Role::kBias, Role::kRunningMean, Role::kRunningVar}) {
      for (double value : {kInfinity, -kInfinity, kInfinity - kInfinity}) {
        const Problem problem = problem_of(pass, Dtype::kFloat32, {4, 3, {20}});
        Tensors inputs = make_inputs(problem);
        if (!inputs.has(role)) continue;
        inputs.at(role).set(1, value);
        expect_oracle_bits_on_every_isa(problem, inputs);
      }
    }
  }
}

/// Inputs of which every element of the first channel is left to the certificate: what the memo is
/// for.
struct Hopeless {
  const char* name;
  Pass pass;
  double eps;
  std::function<void(Tensors&, std::int64_t)> fill;
};

TEST(FastWild, EqualsTheOracleWhereTheRoundingTestNeverDecides) {
  const std::vector<Hopeless> cases{
      {"constant x, no bias", Pass::kForwardTraining, 1e-5,
       [](Tensors& inputs, std::int64_t i) { inputs.at(Role::kX).set(i, 0.3); }},
      {"degenerate", Pass::kForwardTraining, 0,
       [](Tensors& inputs, std::int64_t i) { inputs.at(Role::kX).set(i, 0.3); }},
      {"zero weight", Pass::kForwardTraining, 1e-5,
       [](Tensors& inputs, std::int64_t) { inputs.at(Role::kWeight).set(0, 0); }},
      {"zero weight, inference", Pass::kInference, 1e-5,
       [](Tensors& inputs, std::int64_t i) {
         inputs.at(Role::kWeight).set(0, 0);
         if (i == 5) inputs.at(Role::kX).set(i, as_double(infinity(Dtype::kFloat64)));
       }},
      {"constant dy", Pass::kBackward, 1e-5,
       [](Tensors& inputs, std::int64_t i) { inputs.at(Role::kDy).set(i, 0.3); }},
      {"dy = x, eps = 0", Pass::kBackward, 0,
       [](Tensors& inputs, std::int64_t i) {
         inputs.at(Role::kDy).set(i, inputs.at(Role::kX).get(i));
       }},
      {"dy = 3 - 2x, eps = 0", Pass::kBackward, 0,
       [](Tensors& inputs, std::int64_t i) {
         inputs.at(Role::kX).set(i, static_cast<double>(i * i % 1009));
         inputs.at(Role::kDy).set(i, 3 - 2 * inputs.at(Role::kX).get(i));
       }},
  };
  for (const Hopeless& each : cases) {
    SCOPED_TRACE(each.name);
    Problem problem = problem_of(each.pass, Dtype::kFloat32, {2, 1, {3000}});
    problem.eps = each.eps;
    problem.has_bias = false;
    Tensors inputs = make_inputs(problem);
    for (std::int64_t i = 0; i < problem.shape.count(); ++i) each.fill(inputs, i);
    const FastAnswers answers = solve(problem, inputs, {});
    EXPECT_GE(answers.fallbacks, problem.shape.count() - 2);
    expect_oracle_bits(problem, inputs, answers.outputs, 7);
  }
}

}  // namespace
}  // namespace normaudit::reference
