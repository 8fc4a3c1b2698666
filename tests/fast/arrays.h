#pragma once
// Data arrays with a guard on either side, at any distance from a cache line, and numbers for them.

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include "core/tensor.h"
#include "normaudit/fast.h"
#include "tests/fast/channel_places.h"
#include "tests/fast/formats.h"

namespace normaudit::fast {

/// Where the elements lie, in the order N, C, spatial.
inline std::vector<std::int64_t> places_of(const Layout& layout) {
  std::vector<std::int64_t> places;
  std::array<std::int64_t, 5> index{};
  for (std::int64_t i = 0; i < layout.count(); ++i) {
    std::int64_t place = 0;
    for (int d = 0; d < layout.rank; ++d) place += index[d] * layout.strides[d];
    places.push_back(place);
    for (int d = layout.rank - 1; d >= 0 && ++index[d] == layout.extents[d]; --d) index[d] = 0;
  }
  return places;
}

/// The channel of the element with this number in that order.
inline std::int64_t channel_of(const Layout& layout, std::int64_t logical) {
  return logical / (layout.channel_count() / layout.extents[0]) % layout.channels();
}

/// Whether it is one of the three that its channel's pivot is chosen from.
inline bool is_sampled(const Layout& layout, std::int64_t logical) {
  const std::int64_t plane = layout.channel_count() / layout.extents[0];
  const std::int64_t k = logical / (plane * layout.channels()) * plane + logical % plane;
  const auto places = sampled_places(layout.channel_count());
  return std::find(places.begin(), places.end(), k) != places.end();
}

/// The elements of a layout, `offset` numbers past the boundary of a cache line. All bytes that are
/// no element hold a pattern.
template <class T>
class Guarded {
 public:
  explicit Guarded(const Layout& layout, std::int64_t offset = 0)
      : places_(std::make_shared<const std::vector<std::int64_t>>(places_of(layout))),
        start_(kGuard + offset) {
    resize(layout.span_count());
  }
  /// Without its numbers.
  static Guarded like(const Guarded& other, std::int64_t offset) {
    Guarded result = other;
    result.start_ = kGuard + offset;
    result.resize(other.size_);
    return result;
  }
  Guarded moved_to(std::int64_t offset) const {
    Guarded result = like(*this, offset);
    std::copy_n(span().data(), size_, result.span().data());
    return result;
  }

  std::span<T> span() { return {numbers_.data() + start_, static_cast<std::size_t>(size_)}; }
  std::span<const T> span() const {
    return {numbers_.data() + start_, static_cast<std::size_t>(size_)};
  }
  T& operator[](std::int64_t logical) { return numbers_[start_ + (*places_)[logical]]; }
  const T& operator[](std::int64_t logical) const { return numbers_[start_ + (*places_)[logical]]; }
  std::int64_t count() const { return static_cast<std::int64_t>(places_->size()); }

  /// The elements alone.
  std::vector<Pattern<T>> patterns() const {
    std::vector<Pattern<T>> result;
    for (std::int64_t i = 0; i < count(); ++i) result.push_back(pattern_of((*this)[i]));
    return result;
  }
  /// Whether what is no element is as it was made.
  bool surroundings_intact() const {
    Guarded rest = *this;
    Pattern<T> untouched;
    std::memset(&untouched, kByte, sizeof untouched);
    for (std::int64_t i = 0; i < count(); ++i) rest[i] = std::bit_cast<T>(untouched);
    return std::all_of(rest.numbers_.begin(), rest.numbers_.end(),
                       [&](T each) { return pattern_of(each) == untouched; });
  }

 private:
  static constexpr int kByte = 0xa5;
  static constexpr std::int64_t kGuard = 64;

  void resize(std::int64_t size) {
    size_ = size;
    numbers_.resize(static_cast<std::size_t>(start_ + size + kGuard));
    std::memset(static_cast<void*>(numbers_.data()), kByte, numbers_.size() * sizeof(T));
  }

  std::shared_ptr<const std::vector<std::int64_t>> places_;
  std::int64_t size_ = 0;
  std::int64_t start_ = 0;
  std::vector<T, CacheLineAllocator<T>> numbers_;
};

/// Numbers of [-1, 1), the same ones for a seed.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : words_(seed) {}
  double operator()() { return static_cast<double>(words_()) / 0x1p31 - 1; }

 private:
  std::mt19937 words_;
};

}  // namespace normaudit::fast
