#pragma once
// Data arrays of a layout that the kernels do not walk, in dense copies.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "normaudit/fast.h"

namespace normaudit::fast {

template <class T>
class Packed {
 public:
  explicit Packed(const Layout& layout);

  const Layout& dense() const { return dense_; }
  /// Dense copies; of an absent array an absent one.
  std::span<const T> in(std::span<const T> array);
  /// A dense array whose numbers `unpack` will put in place.
  std::span<T> out(std::span<T> array);
  void unpack() const;

 private:
  struct Output {
    std::span<T> array;
    std::span<const T> copy;
  };

  Layout layout_;
  Layout dense_;
  std::deque<std::vector<T>> copies_;
  std::vector<Output> outputs_;
};

}  // namespace normaudit::fast
