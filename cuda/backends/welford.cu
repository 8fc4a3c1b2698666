// Welford's updates in every thread, merged at the end, one block per channel.
#include "cuda/host/one_block.h"
#include "cuda/kernels/welford.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

const bool kRegistered = register_kernels({
    .name = "welford",
    .sentence = "mean += d/k, M2 += d*(x - mean) in 256 threads, merged; one block per channel",
    .source = "Welford, Technometrics 4(3), 1962",
    // 8 merges of lanes and warps; up to 16 numbers a thread where the block is not full.
    .contract = {.algorithm = "welford_merges",
                 .order = NumericContract::Order::kAny,
                 .merges = 24,
                 .numbers_per_merge = kMostThreads,
                 .exact_on_constant_channels = true,
                 .in_place_safe = true},
    .launch = launch_one_block<Welford>,
});

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET
