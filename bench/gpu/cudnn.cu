// cuDNN as a contender, on the same sets of arrays.
#include <memory>

#include "bench/gpu/contender.h"
#include "peers/cudnn/batch_norm.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

namespace cudnn = normaudit::peers::cudnn;

cudnn::Arrays arrays_of(const DeviceArrays& set) {
  return {.x = set.first(Role::kX),
          .dy = set.first(Role::kDy),
          .weight = set.first(Role::kWeight),
          .bias = set.first(Role::kBias),
          .y = set.first(Role::kY),
          .dx = set.first(Role::kDx),
          .dweight = set.first(Role::kDweight),
          .dbias = set.first(Role::kDbias),
          .running_mean = set.first(Role::kRunningMean),
          .running_var = set.first(Role::kRunningVar),
          .save_mean = set.first(Role::kSaveMean),
          .save_invstd = set.first(Role::kSaveInvstd)};
}

Contender contender_of(const std::string& name, cudnn::Mode mode) {
  return {
      .name = name,
      .is_peer = true,
      .has_yardstick_bits = false,
      .unsupported = [mode](const Problem& problem) { return cudnn::unsupported(problem, mode); },
      .enter =
          [mode](const Sets& sets) {
            const auto call = std::make_shared<cudnn::BatchNorm>(sets.problem(), mode);
            call->prepare(arrays_of(sets[0]));  // all sets hold the same numbers
            return [call, &sets](int set) { call->run(arrays_of(sets[set])); };
          },
  };
}

}  // namespace

std::vector<Contender> peer_contenders() {
  return {contender_of("cudnn_spatial", cudnn::Mode::kSpatial),
          contender_of("cudnn_persistent", cudnn::Mode::kSpatialPersistent)};
}

normaudit::bench::Facts peer_facts() {
  const std::string version = cudnn::version();
  return {{"cudnn", version.empty() ? "none" : version}};
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
