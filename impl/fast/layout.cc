// Layouts by their extents.
#include <algorithm>
#include <string>

#include "normaudit/fast.h"

namespace normaudit::fast {
namespace {

Layout of_extents(std::initializer_list<std::int64_t> extents) {
  Layout layout;
  if (extents.size() < 2 || extents.size() > layout.extents.size()) {
    throw Misuse("layout: rank " + std::to_string(extents.size()) + " is not 2 to 5");
  }
  layout.rank = static_cast<int>(extents.size());
  std::copy(extents.begin(), extents.end(), layout.extents.begin());
  return layout;
}

void pass_over(std::int64_t extent, std::int64_t& stride) {
  if (__builtin_mul_overflow(stride, std::max<std::int64_t>(extent, 1), &stride)) {
    throw Misuse("layout: it has more elements than 64 bits can count");
  }
}

}  // namespace

Layout Layout::nchw(std::initializer_list<std::int64_t> extents) {
  Layout layout = of_extents(extents);
  std::int64_t stride = 1;
  for (int d = layout.rank - 1; d >= 0; --d) {
    layout.strides[d] = stride;
    pass_over(layout.extents[d], stride);
  }
  return layout;
}

Layout Layout::nhwc(std::initializer_list<std::int64_t> extents) {
  Layout layout = of_extents(extents);
  layout.strides[1] = 1;
  std::int64_t stride = std::max<std::int64_t>(layout.extents[1], 1);
  for (int d = layout.rank - 1; d >= 0; --d) {
    if (d == 1) continue;
    layout.strides[d] = stride;
    pass_over(layout.extents[d], stride);
  }
  return layout;
}

std::int64_t Layout::count() const {
  std::int64_t result = 1;
  for (int d = 0; d < rank; ++d) result *= extents[d];
  return result;
}

std::int64_t Layout::channel_count() const {
  std::int64_t result = extents[0];
  for (int d = 2; d < rank; ++d) result *= extents[d];
  return result;
}

std::int64_t Layout::span_count() const {
  if (count() == 0) return 0;
  std::int64_t last = 0;
  for (int d = 0; d < rank; ++d) last += (extents[d] - 1) * strides[d];
  return last + 1;
}

}  // namespace normaudit::fast
