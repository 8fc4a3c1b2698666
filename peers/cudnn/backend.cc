// From the audit's tensors to cuDNN's and back.
#include "peers/cudnn/backend.h"

#include <map>
#include <stdexcept>

#include "core/backend.h"

#if NORMAUDIT_HAS_CUDNN
#include "peers/cudnn/device_memory.h"
#endif

namespace normaudit::peers::cudnn {
namespace {

#if NORMAUDIT_HAS_CUDNN
/// The call's arrays by role, on the device; those it does not have are made all the same.
class OnDevice {
 public:
  explicit OnDevice(const Problem& problem) : problem_(problem) {}

  void* upload(Role role, const Tensor& host) {
    void* const place = make(role);
    memory_.at(role).upload(host.elements(), bytes_of(role));
    return place;
  }
  void* make(Role role) {
    if (!has(role)) memory_.emplace(role, DeviceMemory(bytes_of(role)));
    return memory_.at(role).data();
  }
  /// A channel's numbers where the call has none.
  void* fill(Role role, double value) {
    Tensor host = Tensor::vector(dtype_of_role(problem_, role), problem_.shape.channels);
    host.fill(value);
    return upload(role, host);
  }
  void download(Role role, Tensor& host) const {
    memory_.at(role).download(host.elements(), bytes_of(role));
  }
  bool has(Role role) const { return memory_.contains(role); }

 private:
  std::size_t bytes_of(Role role) const {
    return static_cast<std::size_t>(count_of_role(problem_, role)) *
           size_in_bytes(dtype_of_role(problem_, role));
  }

  const Problem& problem_;
  std::map<Role, DeviceMemory> memory_;
};

Arrays arrays_of(const Problem& problem, const Tensors& inputs, const Tensors& outputs,
                 OnDevice& device) {
  const auto given = [&](Role role) {
    const Tensor* host = outputs.find(role);  // running statistics are in-out
    if (host == nullptr) host = inputs.find(role);
    return host == nullptr ? nullptr : device.upload(role, *host);
  };
  const auto given_or = [&](Role role, double value) {
    return inputs.has(role) ? given(role) : device.fill(role, value);
  };
  Arrays arrays{.x = given(Role::kX),
                .weight = given_or(Role::kWeight, 1),
                .bias = given_or(Role::kBias, 0),
                .running_mean = given(Role::kRunningMean),
                .running_var = given(Role::kRunningVar)};
  if (is_backward(problem.pass)) {
    arrays.dy = given(Role::kDy);
    arrays.dx = device.make(Role::kDx);
    arrays.dweight = device.make(Role::kDweight);
    arrays.dbias = device.make(Role::kDbias);
    arrays.save_mean = given(Role::kSaveMean);
    arrays.save_invstd = given(Role::kSaveInvstd);
  } else {
    arrays.y = device.make(Role::kY);
    arrays.save_mean = device.make(Role::kSaveMean);
    arrays.save_invstd = device.make(Role::kSaveInvstd);
  }
  return arrays;
}

// cuDNN saves no variance. What it adds to the running one at momentum 1 is its unbiased variance:
// (n - 1)/n of that, rounded once more.
void read_variance(const Problem& problem, Arrays arrays, Mode mode, Tensor& save_var) {
  Problem replacing = problem;
  replacing.momentum = 1;
  OnDevice device(problem);
  arrays.running_mean = device.make(Role::kRunningMean);
  arrays.running_var = device.make(Role::kRunningVar);
  BatchNorm(replacing, mode).run(arrays);
  device.download(Role::kRunningVar, save_var);
  const auto n = static_cast<double>(group_size(problem));
  for (std::int64_t c = 0; c < save_var.count(); ++c) {
    save_var.set(c, save_var.get(c) * ((n - 1) / n));
  }
}

void run(const Problem& problem, Mode mode, const Tensors& inputs, Tensors& outputs) {
  OnDevice device(problem);
  const Arrays arrays = arrays_of(problem, inputs, outputs, device);
  BatchNorm batch_norm(problem, mode);
  batch_norm.prepare(arrays);
  batch_norm.run(arrays);
  for (auto& [role, tensor] : outputs.arrays) {
    if (device.has(role)) device.download(role, tensor);
  }
  if (Tensor* save_var = outputs.find(Role::kSaveVar)) {
    read_variance(problem, arrays, mode, *save_var);
  }
  if (problem.pass == Pass::kForwardTraining && outputs.has(Role::kRunningMean)) {
    outputs.num_batches_tracked = inputs.num_batches_tracked + 1;
  }
}
#else
void run(const Problem&, Mode, const Tensors&, Tensors&) {
  throw std::runtime_error("built without cuDNN");
}
#endif

}  // namespace

bool register_backend(const std::string& name, Mode mode) {
  return register_entry(Backend{
      .name = name,
      .sentence = mode == Mode::kSpatial
                      ? "cuDNN's batch normalization, CUDNN_BATCHNORM_SPATIAL"
                      : "cuDNN's batch normalization, CUDNN_BATCHNORM_SPATIAL_PERSISTENT",
      .source = "NVIDIA cuDNN, the legacy Ex calls",
      .contract = std::nullopt,
      .supports = [mode](const Problem& problem) { return unsupported(problem, mode); },
      .run = [mode](const Problem& problem, const Tensors& inputs,
                    Tensors& outputs) { run(problem, mode, inputs, outputs); },
  });
}

}  // namespace normaudit::peers::cudnn
