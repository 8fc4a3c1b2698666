#pragma once
// The arrays that all contenders of a case read and write: one set, large enough for the largest
// case, on huge pages where the system grants them.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/cpu/cases.h"
#include "core/tensor.h"

namespace normaudit::bench::cpu {

/// Floats in pages of their own, on a 2 MiB boundary plus `skew` bytes, so that equal places of two
/// arrays do not fall into one set of a cache.
class Buffer {
 public:
  enum class Pages : std::uint8_t { kHuge, kOrdinary };
  Buffer(std::int64_t count, std::int64_t skew, Pages pages = Pages::kHuge);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  float* data() const { return data_; }

 private:
  void* mapping_;
  std::size_t bytes_;
  float* data_;
};

using Vector = std::vector<float, CacheLineAllocator<float>>;

class Arrays {
 public:
  /// x ~ N(0.5, 1), dy ~ N(0, 1), parameters near 1 and 0, enough for every one of the cases.
  explicit Arrays(const std::vector<Case>& cases);

  float* x() const { return x_.data(); }
  float* dy() const { return dy_.data(); }
  float* y() const { return y_.data(); }
  float* dx() const { return dx_.data(); }

  Vector weight, bias, running_mean, running_var;
  Vector save_mean, save_var, save_invstd, dweight, dbias;  ///< written by whoever runs

 private:
  Buffer x_, dy_, y_, dx_;
};

}  // namespace normaudit::bench::cpu
