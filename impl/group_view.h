#pragma once
// The elements of one group in the one order every textbook backend adds them: samples, then
// channels, then places.

#include <cstdint>

#include "core/operator.h"
#include "core/tensor.h"

namespace normaudit {

/// Calls `visit(n, c, s)` for every element of the group, n outermost.
template <class Visit>
void for_each_place(const Group& group, std::int64_t spatial_count, Visit visit) {
  for (std::int64_t n = group.first_sample; n < group.first_sample + group.samples; ++n) {
    for (std::int64_t c = group.first_channel; c < group.first_channel + group.channels; ++c) {
      for (std::int64_t s = 0; s < spatial_count; ++s) visit(n, c, s);
    }
  }
}

/// One group of a data tensor, as a sequence of numbers.
template <class T>
class GroupView {
 public:
  GroupView(View<const T> data, const Group& group) : data_(data), group_(group) {}

  std::int64_t count() const { return group_.samples * group_.channels * spatial_count(); }

  /// The group has elements.
  T first() const { return data_(group_.first_sample, group_.first_channel, 0); }

  /// Calls `visit(value)` in order.
  template <class Visit>
  void for_each(Visit visit) const {
    for_each_place(group_, spatial_count(),
                   [&](std::int64_t n, std::int64_t c, std::int64_t s) { visit(data_(n, c, s)); });
  }

 private:
  std::int64_t spatial_count() const { return data_.map->spatial_count(); }

  View<const T> data_;
  Group group_;
};

}  // namespace normaudit
