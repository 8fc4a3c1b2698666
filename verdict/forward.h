#pragma once
// y = ((x - mean)*invstd)*weight + bias, or folded to x*a + b, element by element. docs/bounds.md,
// section 6.

#include <cstdint>
#include <optional>

#include "verdict/arithmetic.h"

namespace normaudit::verdict {

/// What normalizes a group, and how well it is known.
struct Normalizer {
  Estimate mean;
  Estimate invstd;
  Up inverse_invstd = kInfinity;  ///< sqrt(variance + eps)
  /// |pivot - mean|, where the pivot is subtracted from x before the rest of the mean is: one of
  /// the numbers, the mean rounded once, or the mean as it was stored.
  std::optional<Up> pivot_offset = std::nullopt;
  /// See MomentErrors; and |x - mean|*invstd itself never exceeds `exact_cap`.
  Up normalized_cap = kInfinity;
  Up exact_cap = kInfinity;
};

struct ForwardElement {
  double x = 0;
  Up deviation;  ///< |x - mean|
  std::optional<double> weight;
  std::optional<double> bias;
  Up y;  ///< magnitude of the exact result
};

/// x - mean as computed, of a number so far from the mean.
Estimate centred(const Arithmetic& arithmetic, const Normalizer& normalizer, Up deviation);

/// The bound of |y^ - y|.
Up forward(const Arithmetic& arithmetic, const Normalizer& normalizer,
           const ForwardElement& element);

/// The same for y = x*a + b with a = weight*invstd and b = bias - mean*a.
Up folded(const Arithmetic& arithmetic, const Normalizer& normalizer,
          const ForwardElement& element);

/// True where a finite intermediate of the folded form may overflow, or a vanish, and so meet an
/// infinity.
bool folded_may_lose_infinity(const Arithmetic& arithmetic, const Normalizer& normalizer,
                              const ForwardElement& element);

}  // namespace normaudit::verdict
