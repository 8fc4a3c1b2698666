// Drawing modes.
#include "properties/generators/modes.h"

#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

// All three as often as the six smaller subsets together.
Gradients any_gradients() {
  const std::uint64_t subset = below(12);
  if (subset > 6) return {};
  return {.dx = ((7 - subset) & 1) != 0,
          .dweight = ((7 - subset) & 2) != 0,
          .dbias = ((7 - subset) & 4) != 0};
}

}  // namespace

Mode any_mode(const Operator& op) {
  std::vector<Pass> passes{Pass::kForwardTraining, Pass::kBackward};
  if (op.keeps_running_statistics) {
    passes = {Pass::kForwardTraining, Pass::kInference, Pass::kBackward, Pass::kBackwardInference};
  }
  const Pass pass = any_of(passes);
  const Gradients gradients = any_gradients();
  const bool untracked = one_in(4);
  return {.pass = pass,
          .gradients = is_backward(pass) ? gradients : Gradients{},
          .track_running_stats = uses_running_statistics(pass) || !untracked};
}

}  // namespace normaudit::properties
