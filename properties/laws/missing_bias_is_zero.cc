// No bias means a bias of 0, and adding 0 rounds nothing; it may turn -0 to +0.
#include "properties/absent.h"
#include "properties/bend.h"

namespace normaudit::properties {
namespace {

constexpr Absent kNoBias{.role = Role::kBias, .present = &Problem::has_bias, .value = 0};

const bool kRegistered = register_entry(Law{
    .name = "missing_bias_is_zero",
    .sentence = "Without a bias every output of a forward pass is what it is with a bias of "
                "zeros: the same number (two zeros are one) where the contract is deterministic "
                "and position invariant, within both bounds elsewhere.",
    .reaches = {"forward_training", "inference", "no_weight", "n=0", "non_finite_x"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          if (is_backward(problem.pass)) train(problem);
          leave_out(problem, kNoBias);
        },
    .check = [](const Trial& trial) { return compare_with_filled(trial, kNoBias); },
});

}  // namespace
}  // namespace normaudit::properties
