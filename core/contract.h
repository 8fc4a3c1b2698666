#pragma once
// What a backend promises about its arithmetic: the facts from which its bound and the bitwise laws
// that apply to it follow.

#include <cstdint>
#include <string>

#include "core/dtype.h"

namespace normaudit {

struct NumericContract {
  /// In which order the numbers of one group are added.
  enum class Order : std::uint8_t { kSequential, kAny };
  /// How the exponential moving average is written.
  enum class EmaForm : std::uint8_t { kWeightedSum };  ///< (1-m)*running + m*batch
  /// What a group of zero variance does where eps is 0.
  enum class Degenerate : std::uint8_t {
    kZeroInvstd,  ///< invstd := 0, so y = bias
    kIeee,        ///< 1/sqrt(0) = inf, so NaN
  };
  /// What the squares of deviations may do.
  enum class Range : std::uint8_t { kOverflowsWithSquares, kWide };

  std::string algorithm;  ///< names the bound in verdict/: "two_pass", "welford", "one_pass"
  /// Format of the sums: the data's own, or float64 whatever the data.
  enum class Accumulator : std::uint8_t { kData, kFloat64 } accumulator = Accumulator::kData;
  Order order = Order::kSequential;
  EmaForm ema = EmaForm::kWeightedSum;
  Degenerate degenerate = Degenerate::kZeroInvstd;
  Range range = Range::kOverflowsWithSquares;
  bool deterministic = true;
  bool thread_invariant = true;
  bool position_invariant = true;
  bool variance_never_negative = true;
  bool exact_on_constant_channels = false;
  bool in_place_safe = false;
  bool flushes_subnormals = false;
};

}  // namespace normaudit
