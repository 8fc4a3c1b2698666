// The two paths of the oracle answer alike: the fast one is trusted because the slow one decides
// with integers.
#include <array>

#include "core/run.h"
#include "properties/law.h"
#include "properties/oracle_backend.h"
#include "properties/promise.h"
#include "reference/fast.h"

namespace normaudit::properties {
namespace {

// The oracle as a backend is the slow path; asked for float64, it gives what the fast path claims.
Finding check(const Trial& trial) {
  Checks checks;
  Problem wide = trial.problem;
  wide.dtype = wide.parameter_dtype = wide.statistic_dtype = Dtype::kFloat64;
  const Run slow = run_backend(trial.backend, wide, trial.inputs);
  for (reference::Isa isa : reference::available_isas()) {
    for (int threads : std::array{1, 2}) {
      const reference::FastAnswers fast =
          reference::solve(trial.problem, trial.inputs, {.threads = threads, .isa = isa});
      for (Role role : outputs_of(trial.problem)) {
        checks.same_bits(fast.outputs.at(role), slow.outputs.at(role), role);
      }
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "both_paths_agree",
    .sentence = "The oracle's fast path equals its slow path bit for bit, on any instruction set "
                "and thread count.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "float16",
                "bfloat16", "float32", "float64", "non_finite_x", "n=0"},
    .excludes = unless_oracle,
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
