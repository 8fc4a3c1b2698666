#pragma once
// A tensor of any storage format in a buffer whose guard words and gaps show every stray write; it
// owns the buffer, unless an alias was asked for.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

#include "core/bits.h"
#include "core/dtype.h"
#include "core/shape.h"

namespace normaudit {

struct Float16 {
  std::uint16_t bits;
};
struct Bfloat16 {
  std::uint16_t bits;
};

template <class T>
constexpr Dtype dtype_of() {
  if constexpr (std::is_same_v<std::remove_const_t<T>, double>) return Dtype::kFloat64;
  if constexpr (std::is_same_v<std::remove_const_t<T>, float>) return Dtype::kFloat32;
  if constexpr (std::is_same_v<std::remove_const_t<T>, Float16>) return Dtype::kFloat16;
  if constexpr (std::is_same_v<std::remove_const_t<T>, Bfloat16>) return Dtype::kBfloat16;
}

/// A backend's sight of a tensor: element (n, c, s), or (c) of a per-channel vector.
template <class T>
struct View {
  T* data;  ///< start of the storage; places come from the map
  const IndexMap* map;

  T& operator()(std::int64_t n, std::int64_t c, std::int64_t s) const {
    return data[(*map)(n, c, s)];
  }
  T& operator[](std::int64_t c) const { return data[(*map)(0, c, 0)]; }
};

/// Allocates on cache-line boundaries, so that a copy of a tensor is aligned as the original is.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};
  CacheLineAllocator() = default;
  template <class U>
  explicit CacheLineAllocator(const CacheLineAllocator<U>&) {}
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* pointer, std::size_t) { ::operator delete(pointer, kAlignment); }
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};

class Tensor {
 public:
  /// A data tensor (x, y, dy, dx); elements start as NaN.
  Tensor(Dtype dtype, const Shape& shape, const Layout& layout);

  /// A vector of `count` numbers (weight, running_mean, ...); elements start as NaN.
  static Tensor vector(Dtype dtype, std::int64_t count);

  /// Copies own their storage, a copy of an alias too.
  Tensor(const Tensor& other);
  Tensor& operator=(const Tensor& other);
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(Tensor&&) noexcept = default;
  ~Tensor() = default;

  /// The same tensor once more, in the same storage: what is written through one is read through
  /// both. For calls in place.
  Tensor alias();

  Dtype dtype() const { return dtype_; }
  const IndexMap& map() const { return map_; }
  std::int64_t count() const { return map_.count(); }

  /// By flat logical index: N, C, spatial, whatever the layout.
  Bits bits(std::int64_t logical) const;
  void set_bits(std::int64_t logical, Bits bits);
  double get(std::int64_t logical) const { return widen(dtype_, bits(logical)); }
  /// Rounds once to the dtype.
  void set(std::int64_t logical, double value) { set_bits(logical, narrow(dtype_, value)); }
  void fill(double value);

  /// Throws std::invalid_argument when T is not the dtype's type.
  template <class T>
  View<T> view() {
    require_dtype(dtype_of<T>());
    return {reinterpret_cast<T*>(elements()), &map_};
  }
  template <class T>
  View<const T> view() const {
    require_dtype(dtype_of<T>());
    return {reinterpret_cast<const T*>(elements()), &map_};
  }

  /// The storage the map addresses, gaps included and guards not.
  const std::byte* elements() const { return buffer_->data() + kGuardBytes; }
  std::byte* elements() { return buffer_->data() + kGuardBytes; }

  /// True when the guards on both sides and every gap between strided elements are as they were
  /// made.
  bool surroundings_intact() const;

  /// Same dtype, same logical count and the same bits, element by element.
  friend bool same_bits(const Tensor& a, const Tensor& b);

 private:
  using Buffer = std::vector<std::byte, CacheLineAllocator<std::byte>>;

  Tensor(Dtype dtype, IndexMap map);
  Tensor(const Tensor& other, std::shared_ptr<Buffer> buffer);
  void require_dtype(Dtype asked) const;

  Dtype dtype_;
  IndexMap map_;
  static constexpr std::size_t kGuardBytes = 256;
  std::shared_ptr<Buffer> buffer_;  // guard, elements, guard; shared by aliases alone
};

bool same_bits(const Tensor& a, const Tensor& b);

}  // namespace normaudit
