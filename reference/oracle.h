#pragma once
// The oracle, slow path (R1): every output of a problem as an exact real number, rounded by integer
// comparisons alone. Formulas: docs/design.md section 4; special values: docs/conventions.md.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/bits.h"
#include "core/problem.h"
#include "core/role.h"

namespace normaudit::reference {

/// What kind of thing an exact output is: a real number, or one of the three values that are none.
enum class Kind : std::uint8_t { kReal, kNan, kPositiveInfinity, kNegativeInfinity };

/// An exact result as two doubles: hi is the correctly rounded double, lo the correctly rounded
/// double of the remainder (+0 where hi is exact or not finite). An exact zero is +0, an underflow
/// keeps its sign, NaN is canonical.
struct HiLo {
  double hi = 0;
  double lo = 0;
};

/// One of the exact sums a group's answers follow from: (hexadecimal integer) * 2^exponent.
struct ExactSum {
  std::string name;     ///< "sum_x", "sum_xx", "sum_dy", "sum_xdy"
  std::string integer;  ///< for example "-0x1f3"
  std::int64_t exponent = 0;
};

/// Thread-safe once constructed: every member function is const and keeps no state.
class Oracle {
 public:
  /// Reads the arrays once and forms the exact sums; `inputs` must outlive the oracle.
  Oracle(const Problem& problem, const Tensors& inputs);
  ~Oracle();
  Oracle(Oracle&&) noexcept;
  Oracle& operator=(Oracle&&) noexcept;

  Kind kind(Role output, std::int64_t logical) const;

  /// The exact output rounded once to the target, to nearest with ties to even, with gradual
  /// underflow and overflow to infinity. Index: flat logical (N, C, spatial), or the position in a
  /// per-channel array.
  Bits rounded(Role output, std::int64_t logical, Dtype target) const;

  HiLo hi_lo(Role output, std::int64_t logical) const;

  /// Sign of (exact output - point), decided with integers. The output's kind must be kReal, the
  /// point finite.
  int compare(Role output, std::int64_t logical, double point) const;

  /// num_batches_tracked after the pass.
  std::int64_t num_batches_tracked() const;

  /// True where the group's variance and eps are both exactly 0, so that the convention of
  /// docs/conventions.md answers.
  bool degenerate(std::int64_t group) const;

  std::vector<ExactSum> sums(std::int64_t group) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace normaudit::reference
