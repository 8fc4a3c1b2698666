// No weight means a weight of 1, and multiplying by 1 rounds nothing.
#include "properties/absent.h"

namespace normaudit::properties {
namespace {

constexpr Absent kNoWeight{.role = Role::kWeight, .present = &Problem::has_weight, .value = 1};

const bool kRegistered = register_entry(Law{
    .name = "missing_weight_is_one",
    .sentence = "Without a weight every output is what it is with a weight of ones, in all "
                "passes: the same number where the contract is deterministic and position "
                "invariant, within both bounds elsewhere.",
    .reaches = {"forward_training", "inference", "backward", "backward_inference", "no_bias", "n=0",
                "non_finite_x"},
    .excludes = {},
    .bend = [](Problem& problem) { leave_out(problem, kNoWeight); },
    .check = [](const Trial& trial) { return compare_with_filled(trial, kNoWeight); },
});

}  // namespace
}  // namespace normaudit::properties
