// The same call gives the same bits: again, and from two threads at once.
#include <future>
#include <vector>

#include "core/run.h"
#include "properties/law.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  const auto run = [&] { return run_backend(trial.backend, trial.problem, trial.inputs); };
  const Run first = run();
  std::vector<Run> others{run(), run()};
  if (promises(trial.backend, &NumericContract::thread_invariant)) {
    std::future<Run> beside = std::async(std::launch::async, run);
    others.push_back(run());
    others.push_back(beside.get());
  }
  Checks checks;
  for (const Run& other : others) {
    for (Role role : outputs_of(trial.problem)) {
      checks.same_bits(first.outputs.at(role), other.outputs.at(role), role);
    }
    checks.that(first.outputs.num_batches_tracked == other.outputs.num_batches_tracked,
                "num_batches_tracked differs");
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "same_call_same_bits",
    .sentence = "Where the contract promises determinism, the same call on the same state gives "
                "the same bits each time; where it promises thread invariance, from two threads "
                "at once, too.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "non_finite_x",
                "n=0", "n=1"},
    .excludes = unless_deterministic,
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
