// Groups of resident blocks, one per channel in flight, that meet at a counter and read their
// slices again from the cache.
#include <algorithm>

#include "cuda/host/contract.h"
#include "cuda/host/dispatch.h"
#include "cuda/host/grid.h"
#include "cuda/kernels/group.cuh"
#include "cuda/kernels/group_columns.cuh"
#include "cuda/kernels/zero.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

struct Group {
  static constexpr bool kColumns = true;

  template <class Pass>
  static void planes(PlanarCall<Pass> call, Scratch& scratch) {
    const std::int64_t slices = std::max<std::int64_t>(call.slices.count(), 1);
    Launch how{.grid = 1,
               .block = static_cast<unsigned>(call.slices.threads),
               .cooperative = true,
               .name = "group_pass"};
    const std::int64_t resident = resident_blocks(group_pass<Pass>, how);
    if (resident == 0) throw GpuError("no block of group_pass fits on the device");
    const std::int64_t bytes = Pass::kInputs * call.slices.numbers *
                               static_cast<std::int64_t>(sizeof(typename Pass::Stored));
    const std::int64_t cached =
        std::max<std::int64_t>(kCachedBytes / std::max<std::int64_t>(bytes, 1), 1);
    Grouping grouping;
    // As many channels in flight as the cache holds and have a block each, in rounds of equally
    // many; then as many blocks a channel as there is room for.
    const std::int64_t most = std::min({cached, call.channels, resident});
    const std::int64_t rounds = (call.channels + most - 1) / most;
    grouping.channels_in_flight = (call.channels + rounds - 1) / rounds;
    grouping.blocks = std::min(resident / grouping.channels_in_flight, slices);
    grouping.arrived = scratch.take<unsigned>(call.channels);
    call.parts = scratch.take<typename Pass::Part>(call.channels * slices);
    launch_zero(grouping.arrived, call.channels);
    how.grid = static_cast<unsigned>(grouping.blocks * grouping.channels_in_flight);
    launch(how, group_pass<Pass>, call, grouping);
  }

  template <class Pass>
  static void columns(const ColumnCall<Pass>& call, Scratch& scratch) {
    launch_group_columns(call, scratch);
  }
};

const bool kRegistered = register_kernels({
    .name = "group",
    .sentence = "moments of tiles about a pivot, merged; groups of resident blocks read twice",
    .source = "Chan, Golub, LeVeque, COMPSTAT 1982",
    .contract = pivoted_contract(),
    .launch = launch_pass<Group>,
});

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET
