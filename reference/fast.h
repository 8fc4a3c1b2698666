#pragma once
// The oracle, fast path (R2): exact vector sums, double-double arithmetic with a proven error
// radius, a two-sided rounding test, and the slow path's certificate wherever the test does not
// decide. Bit-identical to Oracle::rounded(..., float64).

#include <cstdint>
#include <optional>
#include <vector>

#include "core/problem.h"
#include "core/role.h"

namespace normaudit::reference {

/// Instruction sets the fast path is compiled for.
enum class Isa : std::uint8_t { kBaseline, kAvx2, kAvx512 };

/// Those this machine can run, the best last.
std::vector<Isa> available_isas();

struct FastOptions {
  int threads = 1;
  std::optional<Isa> isa;  ///< none: the best available; every choice gives the same bits
};

struct FastAnswers {
  /// Every output of the problem as float64, correctly rounded; data outputs in the layout of x.
  Tensors outputs;
  /// Elements that needed the certificate.
  std::int64_t fallbacks = 0;
};

FastAnswers solve(const Problem& problem, const Tensors& inputs, const FastOptions& options);

}  // namespace normaudit::reference
