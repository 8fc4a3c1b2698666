#pragma once
// Layouts so large that several threads work on them, and how many do.

#include <algorithm>
#include <vector>

#include "impl/fast/geometry.h"
#include "impl/fast/packed.h"
#include "impl/fast/resources.h"
#include "impl/fast/walk.h"
#include "tests/fast/layouts.h"

namespace normaudit::fast {

/// 200 000 numbers and more: x and y of two bytes each take four threads and more.
inline std::vector<NamedLayout> layouts_of_several_threads() {
  return {
      {"runs, block by block", Layout::nchw({10, 140, 12, 13})},
      {"runs in slices, fewer blocks than threads", Layout::nchw({50, 1, 64, 66})},
      {"pieces of long runs, in slices", Layout::nchw({1, 2, 300, 400})},
      {"padded runs", strided({{10, 28, 32, 32}, {30900, 1100, 34, 1}})},
      {"small planes in blocks and slices", Layout::nchw({400, 70, 3, 4})},
      {"channels last, in slices", Layout::nhwc({9, 24, 32, 32})},
      {"channels last, few rows and many blocks", Layout::nhwc({2, 5000, 5, 5})},
      {"rank 2, a narrow last block", Layout::nhwc({200, 1100})},
      {"packed", strided({{8, 14, 2600}, {72950, 5210, 2}})},
  };
}

/// How many of the threads asked for find work in each phase of a call that has x and y alone,
/// forward training or inference.
template <class T>
int threads_taken(const Layout& layout, int threads) {
  const Options options{.threads = threads};
  const auto as_it_is = geometry_of(layout);
  const Geometry geometry = as_it_is ? *as_it_is : geometry_of(Packed<T>(layout).dense()).value();
  const Traffic traffic{.bytes = 2 * layout.count() * static_cast<std::int64_t>(sizeof(T))};
  const int offered = resources_for(options, traffic).threads;
  const Walk<T> twice(geometry, {options.caches.private_bytes, offered});
  const Walk<T> once(geometry, {.threads = offered, .once = true});
  return static_cast<int>(std::min<std::int64_t>({offered, twice.parts(), once.parts()}));
}

}  // namespace normaudit::fast
