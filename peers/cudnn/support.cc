// What cuDNN can be asked, and what it answers.
#include <limits>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "peers/cudnn/batch_norm.h"
#include "peers/cudnn/library.h"

#if NORMAUDIT_HAS_CUDNN
#include "peers/cudnn/device_memory.h"
#endif

namespace normaudit::peers::cudnn {

#if NORMAUDIT_HAS_CUDNN
namespace {

std::string no_library_or_device() {
  if (!library().missing.empty()) return library().missing;
  int driver = 0;
  if (cudaDriverGetVersion(&driver) != cudaSuccess || driver == 0) return "no driver";
  int count = 0;  // left untouched by a call that fails
  const cudaError_t error = cudaGetDeviceCount(&count);
  static_cast<void>(cudaGetLastError());
  if (error != cudaSuccess) return cudaGetErrorString(error);
  return count == 0 ? "no device" : "";
}

// What its calls cannot even say.
std::string unsayable(const Problem& problem) {
  const Operator& op = operator_of(problem);
  const bool channelwise = op.centred && op.pools_samples &&
                           op.channel_span == Operator::ChannelSpan::kOne &&
                           op.affine_index == Operator::AffineIndex::kChannel;
  if (!channelwise) return "grouping";
  if (problem.pass == Pass::kBackwardInference) return "cuDNN has no such pass";
  if (problem.layout.kind == Layout::Kind::kStrided) return "strides";
  const Dtype other = problem.dtype == Dtype::kFloat64 ? Dtype::kFloat64 : Dtype::kFloat32;
  if (problem.parameter_dtype != other || problem.statistic_dtype != other) {
    return "parameters or statistics that are not " + std::string(to_string(other));
  }
  if (group_size(problem) < 2) return "fewer than two numbers per channel";
  const std::int64_t most = std::numeric_limits<int>::max();
  if (problem.shape.channels * problem.shape.spatial_count() > most || problem.shape.batch > most) {
    return "strides above 2^31";
  }
  return {};
}

// Its own answer to a problem of this kind, all zeros.
std::string attempt(const Problem& problem, Mode mode) {
  try {
    std::vector<DeviceMemory> memory;
    const auto make = [&](Role role) {
      memory.emplace_back(static_cast<std::size_t>(count_of_role(problem, role)) *
                          size_in_bytes(dtype_of_role(problem, role)));
      return memory.back().data();
    };
    Arrays arrays{.x = make(Role::kX), .weight = make(Role::kWeight), .bias = make(Role::kBias)};
    if (is_backward(problem.pass)) {
      arrays.dy = make(Role::kDy);
      arrays.dx = make(Role::kDx);
      arrays.dweight = make(Role::kDweight);
      arrays.dbias = make(Role::kDbias);
    } else {
      arrays.y = make(Role::kY);
      arrays.running_mean = make(Role::kRunningMean);
      arrays.running_var = make(Role::kRunningVar);
    }
    arrays.save_mean = make(Role::kSaveMean);
    arrays.save_invstd = make(Role::kSaveInvstd);
    BatchNorm batch_norm(problem, mode);
    batch_norm.prepare(arrays);
    batch_norm.run(arrays);
    check(cudaDeviceSynchronize(), "cuDNN failed");
    return {};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

std::string version() {
  if (!library().missing.empty()) return {};
  const std::size_t number = library().cudnnGetVersion();
  return std::to_string(number / 10000) + "." + std::to_string(number % 10000 / 100) + "." +
         std::to_string(number % 100);
}

std::string unsupported(const Problem& problem, Mode mode) {
  static const std::string missing = no_library_or_device();
  if (!missing.empty()) return missing;
  if (std::string reason = unsayable(problem); !reason.empty()) return reason;
  Problem kind = problem;  // the answer cannot depend on numbers
  kind.hazard = Problem().hazard;
  kind.seed = 0;
  kind.values.clear();
  static std::mutex mutex;
  static std::map<std::string, std::string> answers;
  const std::lock_guard lock(mutex);
  const std::string key = to_string(kind) + (mode == Mode::kSpatial ? "" : " persistent");
  const auto known = answers.find(key);
  if (known != answers.end()) return known->second;
  return answers[key] = attempt(kind, mode);
}
#else
std::string version() { return {}; }
std::string unsupported(const Problem&, Mode) { return "built without cuDNN"; }
#endif

}  // namespace normaudit::peers::cudnn
