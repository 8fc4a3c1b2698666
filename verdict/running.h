#pragma once
// running = (1 - m)*running + m*batch. docs/bounds.md, section 7.

#include <cstdint>
#include <optional>

#include "verdict/arithmetic.h"

namespace normaudit::verdict {

struct Momentum {
  std::optional<double> value;  ///< none: the cumulative average, 1/number
  std::int64_t number = 1;      ///< of this batch, counted from 1
};

/// The momentum as the format has it, or 1/number computed in the format.
Estimate momentum(const Arithmetic& arithmetic, const Momentum& momentum);

struct Update {
  Momentum momentum;
  Up old;
  Estimate batch;
  Up updated;  ///< magnitude of the exact result
};

/// The bound of |running^ - running|.
Up running(const Arithmetic& arithmetic, const Update& update);

/// True where rounding may turn an exact infinity into NaN: a factor that is not 0 rounds to 0 and
/// meets an infinity, or a finite product overflows and meets one.
bool may_lose_infinity(const Arithmetic& arithmetic, const Update& update);

/// v*(n/(n - 1)) from the biased variance; n above 1.
Estimate unbiased(const Arithmetic& arithmetic, Estimate variance, std::int64_t n);

}  // namespace normaudit::verdict
