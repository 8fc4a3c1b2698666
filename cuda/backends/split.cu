// Two kernels per pass, reduction and output, over slices of every channel.
#include <algorithm>

#include "cuda/host/contract.h"
#include "cuda/host/dispatch.h"
#include "cuda/host/grid.h"
#include "cuda/kernels/split.cuh"
#include "cuda/kernels/split_columns.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

struct Split {
  static constexpr bool kColumns = true;

  template <class Pass>
  static void planes(PlanarCall<Pass> call, Scratch& scratch) {
    const std::int64_t slices = call.slices.count();
    call.parts = scratch.take<typename Pass::Part>(call.channels * slices);
    call.origins = scratch.take<typename Pass::Origin>(call.channels);
    const auto threads = static_cast<unsigned>(call.slices.threads);
    if (slices > 0) {
      launch({.grid = grid_of(call.channels * slices), .block = threads, .name = "split_reduce"},
             split_reduce<Pass>, call);
    }
    launch({.grid = grid_of(call.channels * std::max<std::int64_t>(slices, 1)),
            .block = threads,
            .name = "split_apply"},
           split_apply<Pass>, call);
  }

  template <class Pass>
  static void columns(ColumnCall<Pass> call, Scratch& scratch) {
    launch_split_columns(call, scratch);
  }
};

const bool kRegistered = register_kernels({
    .name = "split",
    .sentence = "moments of tiles about a pivot, merged; a reducing and a storing kernel",
    .source = "Chan, Golub, LeVeque, COMPSTAT 1982",
    .contract = pivoted_contract(),
    .launch = launch_pass<Split>,
});

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET
