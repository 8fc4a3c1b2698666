// Descriptors, workspaces and calls of cuDNN's batch normalization.
#include "peers/cudnn/batch_norm.h"

#include <stdexcept>

#include "peers/cudnn/library.h"

#if NORMAUDIT_HAS_CUDNN
#include "peers/cudnn/device_memory.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

namespace normaudit::peers::cudnn {

#if NORMAUDIT_HAS_CUDNN
namespace {

constexpr cudnnBatchNormOps_t kOps = CUDNN_BATCHNORM_OPS_BN;

cudnnHandle_t handle() {
  // Not to be shared by threads, and never destroyed: the driver may be gone by then.
  thread_local const cudnnHandle_t made = [] {
    cudnnHandle_t result = nullptr;
    check(opened().cudnnCreate(&result), "cudnnCreate");
    return result;
  }();
  return made;
}

class Descriptor {
 public:
  Descriptor() { check(opened().cudnnCreateTensorDescriptor(&get_), "a descriptor"); }
  ~Descriptor() { static_cast<void>(opened().cudnnDestroyTensorDescriptor(get_)); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator cudnnTensorDescriptor_t() const { return get_; }

 private:
  cudnnTensorDescriptor_t get_ = nullptr;
};

cudnnDataType_t type_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat64:
      return CUDNN_DATA_DOUBLE;
    case Dtype::kFloat32:
      return CUDNN_DATA_FLOAT;
    case Dtype::kFloat16:
      return CUDNN_DATA_HALF;
    case Dtype::kBfloat16:
      break;
  }
  return CUDNN_DATA_BFLOAT16;
}

/// Of x, y, dy and dx, which are alike, and of everything that is one number per channel.
struct Descriptors {
  Descriptor data;
  Descriptor channels;

  Descriptors(const Problem& problem, cudnnBatchNormMode_t mode) {
    const bool nhwc = problem.layout.kind == Layout::Kind::kNhwc;
    const auto count = static_cast<int>(problem.shape.channels);
    const auto places = static_cast<int>(problem.shape.spatial_count());
    // As a framework would: its choice of kernels may depend on both. Other ranks are one column.
    const bool is_image = problem.shape.spatial.size() == 2;
    const int width = is_image ? static_cast<int>(problem.shape.spatial[1]) : 1;
    const int place_stride = nhwc ? count : 1;
    check(opened().cudnnSetTensor4dDescriptorEx(
              data, type_of(problem.dtype), static_cast<int>(problem.shape.batch), count,
              is_image ? static_cast<int>(problem.shape.spatial[0]) : places, width, count * places,
              nhwc ? 1 : places, width * place_stride, place_stride),
          "the descriptor of x");
    check(opened().cudnnDeriveBNTensorDescriptor(channels, data, mode),
          "the descriptor of a channel's numbers");
  }
};

// alpha = 1 and beta = 0 in the format cuDNN wants: that of the operations.
struct Scalars {
  float floats[2] = {1, 0};
  double doubles[2] = {1, 0};
  bool is_double = false;

  const void* one() const { return at(0); }
  const void* zero() const { return at(1); }

 private:
  const void* at(int i) const {
    return is_double ? static_cast<const void*>(doubles + i) : static_cast<const void*>(floats + i);
  }
};

}  // namespace

class BatchNorm::Plan {
 public:
  Plan(const Problem& problem, Mode mode)
      : problem_(problem),
        mode_(mode == Mode::kSpatial ? CUDNN_BATCHNORM_SPATIAL
                                     : CUDNN_BATCHNORM_SPATIAL_PERSISTENT),
        scalars_{.is_double = problem.dtype == Dtype::kFloat64},
        descriptors_(problem, mode_),
        workspace_bytes_(ask_workspace()),
        reserve_bytes_(ask_reserve()),
        workspace_(workspace_bytes_),
        reserve_(reserve_bytes_) {}

  void prepare(const Arrays& arrays) {
    if (problem_.pass != Pass::kBackward || reserve_bytes_ == 0) return;
    const std::size_t channel_bytes =
        static_cast<std::size_t>(problem_.shape.channels) * sizeof(double);
    const DeviceMemory y(static_cast<std::size_t>(problem_.shape.count()) *
                         size_in_bytes(problem_.dtype));
    const DeviceMemory save_mean(channel_bytes);
    const DeviceMemory save_invstd(channel_bytes);
    const DeviceMemory bias(channel_bytes);
    const DeviceMemory workspace(ask_forward_workspace());
    Arrays forward = arrays;
    forward.bias = bias.data();
    forward.y = y.data();
    forward.save_mean = save_mean.data();
    forward.save_invstd = save_invstd.data();
    forward.running_mean = nullptr;
    forward.running_var = nullptr;
    train(forward, {workspace.data(), ask_forward_workspace()});
    check(cudaDeviceSynchronize(), "cuDNN's forward pass failed");
  }

  void run(const Arrays& arrays) {
    switch (problem_.pass) {
      case Pass::kForwardTraining:
        return train(arrays, {workspace_.data(), workspace_bytes_});
      case Pass::kInference:
        return infer(arrays);
      case Pass::kBackward:
        return go_back(arrays);
      case Pass::kBackwardInference:
        throw std::runtime_error("cuDNN has no backward_inference");
    }
  }

 private:
  struct Workspace {
    void* data = nullptr;
    std::size_t bytes = 0;
  };

  std::size_t ask_forward_workspace() const {
    std::size_t bytes = 0;
    check(opened().cudnnGetBatchNormalizationForwardTrainingExWorkspaceSize(
              handle(), mode_, kOps, descriptors_.data, descriptors_.data, descriptors_.data,
              descriptors_.channels, nullptr, &bytes),
          "the forward pass's workspace");
    return bytes;
  }

  std::size_t ask_workspace() const {
    if (problem_.pass == Pass::kForwardTraining) return ask_forward_workspace();
    std::size_t bytes = 0;
    if (problem_.pass == Pass::kBackward) {
      check(opened().cudnnGetBatchNormalizationBackwardExWorkspaceSize(
                handle(), mode_, kOps, descriptors_.data, descriptors_.data, descriptors_.data,
                nullptr, descriptors_.data, descriptors_.channels, nullptr, &bytes),
            "the backward pass's workspace");
    }
    return bytes;
  }

  std::size_t ask_reserve() const {
    std::size_t bytes = 0;
    if (problem_.pass == Pass::kInference) return bytes;
    check(opened().cudnnGetBatchNormalizationTrainingExReserveSpaceSize(
              handle(), mode_, kOps, nullptr, descriptors_.data, &bytes),
          "the space kept between the passes");
    return bytes;
  }

  void train(const Arrays& arrays, const Workspace& workspace) {
    const double factor = problem_.momentum
                              ? *problem_.momentum
                              : 1 / static_cast<double>(problem_.num_batches_tracked + 1);
    check(opened().cudnnBatchNormalizationForwardTrainingEx(
              handle(), mode_, kOps, scalars_.one(), scalars_.zero(), descriptors_.data, arrays.x,
              nullptr, nullptr, descriptors_.data, arrays.y, descriptors_.channels, arrays.weight,
              arrays.bias, factor, arrays.running_mean, arrays.running_var, problem_.eps,
              arrays.save_mean, arrays.save_invstd, nullptr, workspace.data, workspace.bytes,
              reserve_.data(), reserve_bytes_),
          "forward_training");
  }

  void infer(const Arrays& arrays) {
    check(opened().cudnnBatchNormalizationForwardInference(
              handle(), mode_, scalars_.one(), scalars_.zero(), descriptors_.data, arrays.x,
              descriptors_.data, arrays.y, descriptors_.channels, arrays.weight, arrays.bias,
              arrays.running_mean, arrays.running_var, problem_.eps),
          "inference");
  }

  void go_back(const Arrays& arrays) {
    check(
        opened().cudnnBatchNormalizationBackwardEx(
            handle(), mode_, kOps, scalars_.one(), scalars_.zero(), scalars_.one(), scalars_.zero(),
            descriptors_.data, arrays.x, nullptr, nullptr, descriptors_.data, arrays.dy, nullptr,
            nullptr, descriptors_.data, arrays.dx, descriptors_.channels, arrays.weight, nullptr,
            arrays.dweight, arrays.dbias, problem_.eps, arrays.save_mean, arrays.save_invstd,
            nullptr, workspace_.data(), workspace_bytes_, reserve_.data(), reserve_bytes_),
        "backward");
  }

  Problem problem_;
  cudnnBatchNormMode_t mode_;
  Scalars scalars_;
  Descriptors descriptors_;
  std::size_t workspace_bytes_;
  std::size_t reserve_bytes_;
  DeviceMemory workspace_;
  DeviceMemory reserve_;
};
#else
class BatchNorm::Plan {
 public:
  Plan(const Problem&, Mode) { throw std::runtime_error("built without cuDNN"); }
  void prepare(const Arrays&) {}
  void run(const Arrays&) {}
};
#endif

BatchNorm::BatchNorm(const Problem& problem, Mode mode)
    : plan_(std::make_unique<Plan>(problem, mode)) {}
BatchNorm::~BatchNorm() = default;
void BatchNorm::prepare(const Arrays& arrays) { plan_->prepare(arrays); }
void BatchNorm::run(const Arrays& arrays) { plan_->run(arrays); }

}  // namespace normaudit::peers::cudnn
