// Where numbers lie in memory, and how places are counted, is not what they are.
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

// The same logical tensor, dense either way or strided, sometimes of another rank.
Problem elsewhere(const Problem& problem) {
  Philox words = choices_of(problem);
  Problem result = problem;
  if (uniform_below(words, 3) == 0) result.shape = any_rank(words, problem.shape);
  switch (uniform_below(words, 4)) {
    case 0:
      result.layout = {};
      break;
    case 1:
      result.layout = {.kind = Layout::Kind::kNhwc, .strides = {}, .offset = 0};
      break;
    default:
      result.layout = any_strides(words, result.shape);
  }
  return result;
}

Finding check(const Trial& trial) {
  const Problem other = elsewhere(trial.problem);
  if (!trial.backend.supports(other).empty()) return {};
  const Observation before(trial.backend, trial.problem, trial.inputs);
  const Observation after(trial.backend, other, laid_out(other, trial.inputs));
  Checks checks;
  for (Role role : outputs_of(other)) {
    alike(checks, {before, after}, {role, {}, promises_bits_in_any_layout(trial.backend)});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "layout_independence",
    .sentence = "The same numbers give the same outputs as nchw, nhwc, strided with gaps and an "
                "offset, or with another rank of equally many places: bit for bit where the "
                "contract is deterministic, position invariant and layout invariant, within both "
                "bounds elsewhere.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "nhwc",
                "strided", "channels>1", "kappa>=1e3"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
