#pragma once
// The registry of algorithm classes: for each, how far the batch mean and variance may be from the
// exact ones. Everything else follows from these two (docs/bounds.md, sections 4 to 9).

#include <functional>
#include <optional>
#include <string>

#include "core/contract.h"
#include "core/registry.h"
#include "reference/condition.h"
#include "verdict/arithmetic.h"

namespace normaudit::verdict {

/// What a bound may depend on: the group's condition and the contract, in one format.
struct Setting {
  Setting(const reference::Condition& group_condition, const NumericContract& numeric_contract,
          Dtype dtype);

  const reference::Condition& condition;
  const NumericContract& contract;
  Arithmetic elements;  ///< of what is done to each element
  Arithmetic sums;      ///< of what is done to a whole group
};

struct MomentErrors {
  Estimate mean;
  /// Absolute, so that a constant channel needs no case of its own.
  Estimate variance;
  /// The mean as the sum of a pivot and a difference, before it is rounded to one number; none
  /// where it never is a pair.
  std::optional<Estimate> pair = std::nullopt;
  /// |(x - mean)*invstd| as computed never exceeds it, whatever the errors; infinite where the
  /// algorithm has no such property.
  Up normalized_cap = kInfinity;
};

struct Bound {
  std::string name;
  std::string sentence;
  /// Its place on the ladder, tightest first; none where its bound is neither always tighter nor
  /// always looser than its neighbours'.
  std::optional<int> rank;
  /// Whether the class says anything of passes over batch statistics; every class covers the rest,
  /// where no statistic is computed.
  bool covers_batch_statistics = true;
  /// A channel that contains one infinity has that infinity for its mean, not NaN.
  bool mean_keeps_infinity = true;
  /// Rounding may leave the variance below 0.
  bool variance_may_be_negative = false;
  std::function<MomentErrors(const Setting&)> moments;
};

/// Throws InputError naming the registered classes.
const Bound& find_bound(std::string_view algorithm);

/// The class's errors; exact on constant groups where the contract says so.
MomentErrors moments_of(const Bound& bound, const Setting& setting);

}  // namespace normaudit::verdict
