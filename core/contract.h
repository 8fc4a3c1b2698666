#pragma once
// What a backend promises about its arithmetic: the facts from which its bound and the bitwise laws
// that apply to it follow.

#include <cstdint>
#include <string>

#include "core/dtype.h"

namespace normaudit {

struct NumericContract {
  /// In which order the numbers of one group are added.
  enum class Order : std::uint8_t {
    kSequential,
    kAny,
    kExact,  ///< sums are exact, so that no order shows
  };
  /// The format every operation rounds to. Loads are exact; an output is rounded once more where
  /// its own format is shorter, and so are save_mean and save_invstd on their way to backward.
  enum class Operations : std::uint8_t {
    kOutputFormat,    ///< the format of the output
    kAtLeastFloat32,  ///< float64 if any of the problem's three formats is, else float32
  };
  /// How y follows from the statistics.
  enum class Normalization : std::uint8_t {
    kCentred,  ///< ((x - mean)*invstd)*weight + bias
    /// The same with (x - pivot) - delta for x - mean: pivot is one of the group's numbers, and the
    /// mean is kept as the pair of both. Stored statistics are centred.
    kPivoted,
    /// The same with (x - high) - low for x - mean: high is the mean rounded once, low what that
    /// lost. In training alone, and where `recentred` in backward.
    kPaired,
    kFolded,  ///< x*a + b with a = weight*invstd and b = bias - mean*a
  };
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
  /// Numbers added in sequence before block sums are paired, or that a leaf of a tree has at most;
  /// only read by algorithms with blocks. Under a float64 accumulator leaves are added in the
  /// format of the operations.
  std::int64_t block = 1;
  /// Of a tree of merges: no leaf is under more than merges + n/numbers_per_merge of them, rounded
  /// up, and a merge's second part has at most twice the numbers of its first. The two sums of
  /// backward are added in trees no deeper, leaves in any order. The default says nothing.
  std::int64_t merges = 0;
  std::int64_t numbers_per_merge = 1;
  Operations operations = Operations::kAtLeastFloat32;
  Normalization normalization = Normalization::kCentred;
  EmaForm ema = EmaForm::kWeightedSum;
  Degenerate degenerate = Degenerate::kZeroInvstd;
  Range range = Range::kOverflowsWithSquares;
  bool deterministic = true;  ///< the same call gives the same bits; of other calls it says nothing
  bool thread_invariant = true;
  bool position_invariant = true;  ///< no bit depends on where numbers lie or what else is asked
  /// False: so it is among calls of one layout, but nchw and nhwc are added in different orders.
  bool layout_invariant = true;
  bool variance_never_negative = true;
  bool exact_on_constant_channels = false;
  /// Backward adds sum(x - save_mean)/n to the mean it was given, which undoes that one's rounding.
  bool recentred = false;
  bool in_place_safe = false;  ///< y may lie on x, and dx on dy
  bool flushes_subnormals = false;
};

}  // namespace normaudit
