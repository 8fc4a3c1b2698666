#pragma once
// A call's arrays in device memory: uploaded when made, outputs and their gaps too, and downloaded
// at the end.

#include <cstddef>
#include <map>
#include <string>

#include "core/problem.h"
#include "core/role.h"
#include "cuda/gpu.h"
#include "cuda/kernels/channel_array.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

class DeviceArrays {
 public:
  struct Place {
    void* first = nullptr;  ///< element (0, 0, 0)
    Dtype dtype;
    IndexMap map;
  };

  /// Both outlive this object. An output in the storage of an input shares its device memory too.
  DeviceArrays(const Tensors& inputs, Tensors& outputs);
  /// Arrays that lie in device memory already and stay there: nothing is copied to or fro.
  explicit DeviceArrays(std::map<Role, Place> places) : places_(std::move(places)) {}

  /// Waits for the kernels and copies every output back. Throws GpuError where one failed or wrote
  /// outside an array.
  void download();

  bool has(Role role) const { return places_.contains(role); }
  const IndexMap& map(Role role) const { return places_.at(role).map; }
  /// Element (0, 0, 0), or null where the call has no such array.
  void* first(Role role) const { return has(role) ? places_.at(role).first : nullptr; }
  ChannelArray channels(Role role) const;

 private:
  void upload(Role role, const Tensor& host);

  Tensors* outputs_ = nullptr;                  // of the host
  std::map<const std::byte*, Buffer> buffers_;  // by the host storage
  std::map<Role, Place> places_;
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
