#pragma once
// Division of indices by a number known at launch, as one multiplication: with 2^(l-1) < d <= 2^l
// and m = floor(2^(63+l)/d) + 1, floor(j/d) = floor(j*m / 2^(63+l)) for every j below 2^63.
// Granlund, Montgomery, "Division by invariant integers using multiplication", PLDI 1994,
// theorem 4.2.

#include <bit>
#include <cstdint>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

class Divider {
 public:
  Divider() = default;
  /// `divisor` is at least 1.
  explicit Divider(std::int64_t divisor) : divisor_(divisor) {
    if (divisor == 1) return;
    const int bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(divisor - 1)));
    // The quotient is below 2^64, because 2^l < 2*d.
    std::uint64_t remainder = std::uint64_t{1} << 63;
    const auto d = static_cast<std::uint64_t>(divisor);
    multiplier_ = remainder / d;
    remainder %= d;
    for (int bit = 0; bit < bits; ++bit) {
      remainder *= 2;
      multiplier_ = 2 * multiplier_ + (remainder >= d ? 1 : 0);
      remainder -= remainder >= d ? d : 0;
    }
    ++multiplier_;
    itself_ = 0;
    shift_ = bits - 1;
  }

  __host__ __device__ std::int64_t divisor() const { return divisor_; }

  /// floor(index / divisor) for 0 <= index.
  __device__ __forceinline__ std::int64_t operator()(std::int64_t index) const {
    const auto j = static_cast<std::uint64_t>(index);
    return static_cast<std::int64_t>((__umul64hi(j, multiplier_) + (j & itself_)) >> shift_);
  }

 private:
  std::int64_t divisor_ = 1;
  std::uint64_t multiplier_ = 0;
  std::uint64_t itself_ = ~std::uint64_t{0};  ///< all ones for 1, which needs no branch so
  int shift_ = 0;
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
