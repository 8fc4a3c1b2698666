// mean = sum(x)/n, variance = sum(x^2)/n - mean^2, one block per channel.
#include "cuda/host/one_block.h"
#include "cuda/kernels/one_pass.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

const bool kRegistered = register_kernels({
    .name = "one_pass",
    .sentence = "variance = sum(x^2)/n - mean^2, one block per channel",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.2)",
    .contract = {.algorithm = "one_pass",
                 .order = NumericContract::Order::kAny,
                 // As in welford.cu.
                 .merges = 24,
                 .numbers_per_merge = kMostThreads,
                 .variance_never_negative = false,
                 .in_place_safe = true},
    .launch = launch_one_block<OnePass>,
});

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET
