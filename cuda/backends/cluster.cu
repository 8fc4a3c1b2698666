// One cluster of blocks per channel, which waits in their shared memory between reduction and
// output.
#include "cuda/host/contract.h"
#include "cuda/host/dispatch.h"
#include "cuda/host/grid.h"
#include "cuda/kernels/cluster.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

// Two blocks of a multiprocessor then overlap, one loading while the other stores.
constexpr std::int64_t kComfortableBytes = 100 * 1024;
// Parts and the channel's constants are shared memory too.
constexpr std::int64_t kStaticBytes = 4 * 1024;

struct Fit {
  unsigned cluster = 0;  ///< 0: none
  std::int64_t bytes = 0;
};

Fit fit_of(std::int64_t slices, std::int64_t bytes_per_slot) {
  const Machine limits = machine();
  const auto bytes_of = [&](unsigned cluster) {
    return (slices + cluster - 1) / cluster * bytes_per_slot;
  };
  unsigned cluster = 1;
  while (cluster < limits.largest_cluster && bytes_of(cluster) > kComfortableBytes) cluster *= 2;
  const bool fits = bytes_of(cluster) + kStaticBytes <=
                        static_cast<std::int64_t>(limits.shared_bytes_per_block) &&
                    bytes_of(cluster) <= kMostSlots * bytes_per_slot;
  return fits ? Fit{cluster, bytes_of(cluster)} : Fit{};
}

std::string unsupported(const Problem& problem) {
  if (!machine().has_clusters) return "compute capability below 9.0";
  const Geometry x = geometry_of(IndexMap(problem.shape, problem.layout));
  if (!x.planar()) return "nhwc";
  if (problem.pass == Pass::kInference) return {};
  const Slices slices = slices_of(x.numbers());
  const std::int64_t inputs = is_backward(problem.pass) ? 2 : 1;
  const std::int64_t bytes_per_slot =
      inputs * slices.length() * static_cast<std::int64_t>(size_in_bytes(problem.dtype));
  return fit_of(slices.count(), bytes_per_slot).cluster > 0
             ? std::string()
             : "a channel does not fit into a cluster's shared memory";
}

struct Cluster {
  static constexpr bool kColumns = false;

  template <class Pass>
  static void planes(const PlanarCall<Pass>& call, Scratch&) {
    const Fit fit = fit_of(call.slices.count(), Resident<Pass>::bytes_per_slot(call.slices));
    launch({.grid = grid_of(call.channels * fit.cluster),
            .block = static_cast<unsigned>(call.slices.threads),
            .shared_bytes = static_cast<std::size_t>(fit.bytes),
            .cluster = fit.cluster,
            .name = "cluster_pass"},
           cluster_pass<Pass>, call);
  }
};

const bool kRegistered = register_kernels({
    .name = "cluster",
    .sentence = "moments of tiles about a pivot, merged; a channel waits in shared memory",
    .source = "Chan, Golub, LeVeque, COMPSTAT 1982",
    .contract = pivoted_contract(),
    .supports = unsupported,
    .launch = launch_pass<Cluster>,
});

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET
