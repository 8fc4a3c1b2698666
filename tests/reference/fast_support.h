#pragma once
// What the tests of the fast path share: every answer against the slow path's, and inputs from
// bit patterns.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "core/hazard.h"
#include "core/number_text.h"
#include "reference/fast.h"
#include "reference/oracle.h"
#include "tests/support/effort.h"

namespace normaudit::reference {

using support::effort;

inline double as_double(Bits bits) { return widen(Dtype::kFloat64, bits); }

/// Every output, or where `stride` is larger each stride-th element of it, bit for bit.
inline void expect_bits_of(const Oracle& oracle, const Problem& problem, const Tensors& got,
                           std::int64_t stride = 1) {
  EXPECT_EQ(got.num_batches_tracked, oracle.num_batches_tracked());
  for (Role role : outputs_of(problem)) {
    const Tensor& array = got.at(role);
    ASSERT_EQ(array.dtype(), Dtype::kFloat64);
    ASSERT_EQ(array.count(), count_of_role(problem, role));
    EXPECT_TRUE(array.surroundings_intact()) << to_string(role);
    const std::int64_t step = facts(role).kind == RoleKind::kData ? stride : 1;
    for (std::int64_t i = 0; i < array.count(); i += step) {
      const Bits want = oracle.rounded(role, i, Dtype::kFloat64);
      ASSERT_EQ(array.bits(i), want)
          << to_string(role) << "[" << i << "] is " << hex(array.get(i)) << ", not "
          << hex(as_double(want)) << ": " << to_string(problem);
    }
  }
}

inline void expect_oracle_bits(const Problem& problem, const Tensors& inputs, const Tensors& got,
                               std::int64_t stride = 1) {
  expect_bits_of(Oracle(problem, inputs), problem, got, stride);
}

/// Solves the problem on its own inputs and compares everything.
inline void expect_oracle_bits(const Problem& problem, const FastOptions& options = {}) {
  const Tensors inputs = make_inputs(problem);
  expect_oracle_bits(problem, inputs, solve(problem, inputs, options).outputs);
}

inline constexpr std::array kPasses{Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                                    Pass::kBackwardInference};

inline Problem problem_of(Pass pass, Dtype dtype, const Shape& shape) {
  Problem problem;
  problem.pass = pass;
  problem.dtype = dtype;
  problem.shape = shape;
  return problem;
}

/// The problem's inputs with the elements of one array replaced.
inline Tensors with_bits(const Problem& problem, Role role,
                         const std::function<Bits(std::int64_t)>& bits) {
  Tensors inputs = make_inputs(problem);
  Tensor& array = inputs.at(role);
  for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, bits(i));
  return inputs;
}

}  // namespace normaudit::reference
