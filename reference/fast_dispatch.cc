// Run-time choice of the loops.
#include "reference/fast_dispatch.h"

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <stdexcept>
#include <string>

namespace normaudit::reference {
namespace {

void require(bool holds, const std::string& fact) {
  if (!holds) throw std::runtime_error("floating-point environment: " + fact);
}

// Answers of the loops themselves to questions whose answers are known: the error of 2^-60 and of
// (1 + 2^-52)^2 must appear in the low words.
void require_error_free(const Loops& loops) {
  const double x = 1 + 0x1p-52;
  double answer = 0;
  std::uint32_t undecided = 0;
  const Block<double> block{&x, nullptr, 1};
  const Target target{&answer, &undecided};
  // (1 + 2^-52)^2 - (1 + 2^-51) = 2^-104: only an exact product leaves it.
  loops.f64.affine({.a0 = x, .bias = -(1 + 0x1p-51)}, block, target);
  require(answer == 0x1p-104, "products are not error-free");
  // 1 + 2^-52 - 2^-60 - 1, twice rounded, would be 2^-52.
  loops.f64.affine({.m0 = 0x1p-60, .a0 = 1, .bias = -1}, block, target);
  require(answer == 0x1p-52 - 0x1p-60, "sums are not error-free");
}

}  // namespace

std::vector<Isa> available_isas() {
  std::vector<Isa> isas{Isa::kBaseline};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) isas.push_back(Isa::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("fma")) {
    isas.push_back(Isa::kAvx512);
  }
#endif
  return isas;
}

const Loops& loops_of(Isa isa) {
  const std::vector<Isa> isas = available_isas();
  if (std::find(isas.begin(), isas.end(), isa) == isas.end()) {
    throw std::invalid_argument("this machine lacks the instruction set asked for");
  }
#if defined(__x86_64__)
  if (isa == Isa::kAvx2) return kAvx2Loops;
  if (isa == Isa::kAvx512) return kAvx512Loops;
#endif
  return kBaselineLoops;
}

void require_strict_arithmetic() {
  require(std::fegetround() == FE_TONEAREST, "rounding is not to nearest");
  // Volatile: the compiler must not know the answers.
  const volatile double smallest = 0x1p-1074;
  const volatile double smallest_normal = 0x1p-1022;
  require(smallest * 0x1p52 == smallest_normal, "subnormal operands count as zero");
  require(smallest_normal * 0.5 == 0x1p-1023, "subnormal results are flushed to zero");
  const volatile double third = 1.0 / 3;
  require(std::fma(third, 3.0, -1.0) == -0x1p-54, "fma is not fused");
  for (Isa isa : available_isas()) require_error_free(loops_of(isa));
}

}  // namespace normaudit::reference
