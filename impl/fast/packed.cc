// Element by element, whatever the strides.
#include "impl/fast/packed.h"

#include <array>

namespace normaudit::fast {
namespace {

Layout dense_of(const Layout& layout) {
  Layout result = layout;
  std::int64_t stride = 1;
  for (int d = layout.rank - 1; d >= 0; --d) {
    result.strides[d] = stride;
    stride *= layout.extents[d];
  }
  return result;
}

// Calls visit(place, dense place) for every element.
template <class Visit>
void for_places(const Layout& layout, Visit visit) {
  std::array<std::int64_t, 5> index{};
  std::int64_t place = 0;
  const std::int64_t count = layout.count();
  for (std::int64_t dense = 0; dense < count; ++dense) {
    visit(place, dense);
    for (int d = layout.rank - 1; d >= 0; --d) {
      place += layout.strides[d];
      if (++index[d] < layout.extents[d]) break;
      place -= layout.strides[d] * layout.extents[d];
      index[d] = 0;
    }
  }
}

}  // namespace

template <class T>
Packed<T>::Packed(const Layout& layout) : layout_(layout), dense_(dense_of(layout)) {}

template <class T>
std::span<const T> Packed<T>::in(std::span<const T> array) {
  if (array.empty()) return {};
  std::vector<T>& copy = copies_.emplace_back(layout_.count());
  for_places(layout_, [&](std::int64_t place, std::int64_t dense) { copy[dense] = array[place]; });
  return copy;
}

template <class T>
std::span<T> Packed<T>::out(std::span<T> array) {
  if (array.empty()) return {};
  std::vector<T>& copy = copies_.emplace_back(layout_.count());
  outputs_.push_back({array, copy});
  return copy;
}

template <class T>
void Packed<T>::unpack() const {
  for (const Output& output : outputs_) {
    for_places(layout_, [&](std::int64_t place, std::int64_t dense) {
      output.array[place] = output.copy[dense];
    });
  }
}

template class Packed<float>;
template class Packed<double>;
template class Packed<float16>;
template class Packed<bfloat16>;

}  // namespace normaudit::fast
