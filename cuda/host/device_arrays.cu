// Uploading, downloading, and the guards on both sides of every array.
#include <algorithm>
#include <vector>

#include "cuda/host/device_arrays.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

constexpr std::size_t kGuard = 256;  // keeps the alignment of the allocation
constexpr std::byte kPoison{0xff};

std::size_t bytes_of(const Tensor& tensor) {
  return static_cast<std::size_t>(tensor.map().storage_count()) * size_in_bytes(tensor.dtype());
}

bool untouched(const std::vector<std::byte>& bytes, std::size_t first) {
  return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(first),
                     bytes.begin() + static_cast<std::ptrdiff_t>(first + kGuard),
                     [](std::byte byte) { return byte == kPoison; });
}

}  // namespace

DeviceArrays::DeviceArrays(const Tensors& inputs, Tensors& outputs) : outputs_(&outputs) {
  // Running statistics are among both, and written where they are an output.
  for (const auto& [role, tensor] : outputs.arrays) upload(role, tensor);
  for (const auto& [role, tensor] : inputs.arrays) upload(role, tensor);
}

void DeviceArrays::upload(Role role, const Tensor& host) {
  if (has(role)) return;
  if (!buffers_.contains(host.elements())) {
    std::vector<std::byte> guarded(bytes_of(host) + 2 * kGuard, kPoison);
    std::copy_n(host.elements(), bytes_of(host), guarded.begin() + kGuard);
    Buffer buffer(guarded.size());
    buffer.upload(guarded.data(), guarded.size());
    buffers_.emplace(host.elements(), std::move(buffer));
  }
  // An empty map must not be asked for a place.
  const std::int64_t first = host.count() > 0 ? host.map()(0, 0, 0) : 0;
  const auto place = static_cast<std::size_t>(first) * size_in_bytes(host.dtype());
  auto* const storage = static_cast<std::byte*>(buffers_.at(host.elements()).data()) + kGuard;
  places_.emplace(role, Place{storage + place, host.dtype(), host.map()});
}

ChannelArray DeviceArrays::channels(Role role) const {
  return has(role) ? ChannelArray{first(role), places_.at(role).dtype} : ChannelArray{};
}

void DeviceArrays::download() {
  synchronize();
  if (outputs_ == nullptr) return;
  for (auto& [role, tensor] : outputs_->arrays) {
    std::vector<std::byte> guarded(bytes_of(tensor) + 2 * kGuard);
    buffers_.at(tensor.elements()).download(guarded.data(), guarded.size());
    if (!untouched(guarded, 0) || !untouched(guarded, guarded.size() - kGuard)) {
      throw GpuError("a kernel wrote outside " + std::string(to_string(role)));
    }
    std::copy_n(guarded.begin() + kGuard, bytes_of(tensor), tensor.elements());
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
