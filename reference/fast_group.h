#pragma once
// What the fast path needs of one group: the constants of its vector loop, its own outputs, and the
// exact answer for any single element.

#include <functional>
#include <utility>
#include <vector>

#include "core/problem.h"
#include "reference/fast_constants.h"
#include "reference/special.h"

namespace normaudit::reference {

struct GroupAnswers {
  /// Which of an element's numbers its answer depends on, as long as they are finite: equal ones
  /// have equal answers.
  enum class Depends : std::uint8_t { kNothing, kX, kDy, kBoth };

  Constants constants;
  Depends depends = Depends::kBoth;
  /// The exact data output of an element with these numbers (dy only in the backward passes).
  std::function<Answer(const Extended& x, const Extended& dy)> element;
  /// The group's per-channel outputs.
  std::vector<std::pair<Role, Answer>> outputs;
};

/// One group of a problem and where it lies.
struct GroupPlace {
  const Problem& problem;
  const Tensors& inputs;
  std::int64_t index = 0;
  Group group;  ///< of one channel
};

/// `sums` holds the group's four sums (two in the forward passes, none in inference).
GroupAnswers answers_of(const GroupPlace& place, const FastSums& sums);

/// True where the fast path knows the operator's form: one channel for each group, over all
/// samples.
bool has_fast_form(const Operator& op);

// Its two halves: normalized by the group's own statistics, and by running ones.
GroupAnswers batch_answers(const GroupPlace& place, const FastSums& sums);
GroupAnswers running_answers(const GroupPlace& place, const FastSums& sums);

}  // namespace normaudit::reference
