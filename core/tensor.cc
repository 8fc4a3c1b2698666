// Guarded storage.
#include "core/tensor.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

namespace normaudit {
namespace {

// Read as any of the four formats a run of 0xFF bytes is a NaN, so that a stray read shows as well.
constexpr std::byte kGuard{0xFF};

}  // namespace

Tensor::Tensor(Dtype dtype, const Shape& shape, const Layout& layout)
    : Tensor(dtype, IndexMap(shape, layout)) {}

Tensor Tensor::vector(Dtype dtype, std::int64_t count) { return {dtype, IndexMap::vector(count)}; }

Tensor::Tensor(Dtype dtype, IndexMap map) : dtype_(dtype), map_(std::move(map)) {
  const std::size_t payload = static_cast<std::size_t>(map_.storage_count()) * size_in_bytes(dtype);
  buffer_ = std::make_shared<Buffer>(payload + 2 * kGuardBytes, kGuard);
}

Tensor::Tensor(const Tensor& other, std::shared_ptr<Buffer> buffer)
    : dtype_(other.dtype_), map_(other.map_), buffer_(std::move(buffer)) {}

Tensor::Tensor(const Tensor& other) : Tensor(other, std::make_shared<Buffer>(*other.buffer_)) {}

Tensor& Tensor::operator=(const Tensor& other) { return *this = Tensor(other); }

Tensor Tensor::alias() { return {*this, buffer_}; }

Bits Tensor::bits(std::int64_t logical) const {
  const std::size_t size = size_in_bytes(dtype_);
  Bits bits = 0;
  std::memcpy(&bits, elements() + static_cast<std::size_t>(map_.place(logical)) * size, size);
  return bits;
}

void Tensor::set_bits(std::int64_t logical, Bits bits) {
  const std::size_t size = size_in_bytes(dtype_);
  std::memcpy(elements() + static_cast<std::size_t>(map_.place(logical)) * size, &bits, size);
}

void Tensor::fill(double value) {
  for (std::int64_t i = 0; i < count(); ++i) set(i, value);
}

bool Tensor::surroundings_intact() const {
  const std::size_t size = size_in_bytes(dtype_);
  const auto places = static_cast<std::size_t>(map_.storage_count());
  const auto is_guard = [](std::byte byte) { return byte == kGuard; };
  const auto first = buffer_->begin() + kGuardBytes;
  const auto end = first + static_cast<std::ptrdiff_t>(places * size);
  if (!std::all_of(buffer_->begin(), first, is_guard)) return false;
  if (!std::all_of(end, buffer_->end(), is_guard)) return false;
  if (map_.storage_count() == count()) return true;  // without gaps
  std::vector<bool> owned(places, false);
  for (std::int64_t i = 0; i < count(); ++i) owned[static_cast<std::size_t>(map_.place(i))] = true;
  for (std::size_t i = 0; i < places * size; ++i) {
    if (!owned[i / size] && !is_guard(elements()[i])) return false;
  }
  return true;
}

void Tensor::require_dtype(Dtype asked) const {
  if (asked != dtype_) {
    throw std::invalid_argument("a " + std::string(to_string(dtype_)) + " tensor viewed as " +
                                std::string(to_string(asked)));
  }
}

bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.dtype() != b.dtype() || a.count() != b.count()) return false;
  for (std::int64_t i = 0; i < a.count(); ++i) {
    if (a.bits(i) != b.bits(i)) return false;
  }
  return true;
}

}  // namespace normaudit
