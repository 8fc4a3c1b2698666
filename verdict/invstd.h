#pragma once
// invstd = 1/sqrt(variance + eps) as computed from a variance with an error. docs/bounds.md,
// section 5.

#include "reference/condition.h"
#include "verdict/arithmetic.h"

namespace normaudit::verdict {

struct Radicand {
  reference::Enclosure variance;
  Up variance_error = 0.0;
  double eps = 0;
  /// The computed variance is at least this; below 0 where nothing is known.
  double least_variance = 0;
  /// Where computed variance and eps are both 0, invstd is 0 instead of infinite.
  bool zero_where_degenerate = false;
};

/// The magnitude is that of the exact invstd (0 where the variance and eps are 0); the error is
/// infinite where the computed radicand may be 0 or negative.
Estimate invstd(const Arithmetic& arithmetic, const Radicand& radicand);

/// True where the exact variance + eps is 0 or negative but the rounding of eps may leave the
/// computed one on the other side of 0, or on it. Both bounds of the variance are its value.
bool radicand_sign_is_open(const Arithmetic& arithmetic, const Radicand& radicand);

}  // namespace normaudit::verdict
