#pragma once
// Layouts that between them reach every path of the kernels: runs and pieces of runs, small planes
// and channels as columns, slices of both, gaps, and what has to be packed.

#include <ostream>
#include <string>
#include <vector>

#include "normaudit/fast.h"

namespace normaudit::fast {

struct NamedLayout {
  std::string name;
  Layout layout;

  friend void PrintTo(const NamedLayout& named, std::ostream* out) { *out << named.name; }
};

struct Strided {
  std::initializer_list<std::int64_t> extents;
  std::initializer_list<std::int64_t> strides;
};

inline Layout strided(const Strided& by) {
  Layout layout = Layout::nchw(by.extents);
  std::copy(by.strides.begin(), by.strides.end(), layout.strides.begin());
  return layout;
}

inline std::vector<NamedLayout> layouts_of_every_path() {
  return {
      {"pieces of long runs, the last one of a number", Layout::nchw({2, 3, 32769})},
      {"pieces of long runs, in slices", Layout::nchw({1, 2, 300, 400})},
      {"long runs, several of a channel", Layout::nchw({3, 4, 2053})},
      {"long runs at two distances", strided({{2, 3, 3, 2048}, {20000, 6500, 2100, 1}})},
      {"runs in slices", Layout::nchw({50, 3, 40, 40})},
      {"runs of a plane", Layout::nchw({9, 20, 17, 19})},
      {"runs, one sample", Layout::nchw({1, 7, 31, 5})},
      {"one channel", Layout::nchw({6, 1, 30, 11})},
      {"planes of 7 x 7", Layout::nchw({40, 64, 7, 7})},
      {"small planes as columns", Layout::nchw({40, 30, 3, 3})},
      {"the largest small plane, in blocks", Layout::nchw({9, 71, 3, 5})},
      {"the smallest large plane", Layout::nchw({9, 71, 4, 4})},
      {"small planes in blocks and slices", Layout::nchw({520, 70, 3, 5})},
      {"planes of two numbers", Layout::nchw({19, 7, 2})},
      {"short runs, few of them", Layout::nchw({7, 5, 3, 3})},
      {"merged rows, the last slice less than one", Layout::nchw({4353, 32})},
      {"rank 2", Layout::nchw({33, 17})},
      {"rank 2, one channel", Layout::nchw({35, 1})},
      {"one number a channel", Layout::nchw({1, 9})},
      {"two numbers a channel", Layout::nchw({2, 37})},
      {"channels last", Layout::nhwc({8, 24, 30, 30})},
      {"channels last, several blocks", Layout::nhwc({2, 2500, 6, 5})},
      {"channels last, few channels", Layout::nhwc({64, 3, 9, 9})},
      {"channels last, one channel", Layout::nhwc({3, 1, 9, 9})},
      {"channels last, one sample", Layout::nhwc({1, 21, 13})},
      {"rank 5", Layout::nchw({3, 4, 5, 6, 7})},
      {"rank 5, channels last", Layout::nhwc({3, 4, 5, 6, 7})},
      {"padded lines", strided({{3, 4, 5, 24}, {600, 150, 30, 1}})},
      {"padded lines, many and short", strided({{2, 3, 40, 9}, {1200, 400, 10, 1}})},
      {"padded planes", strided({{3, 4, 6, 20}, {600, 130, 20, 1}})},
      {"padded samples of small planes", strided({{12, 6, 3, 4}, {80, 12, 4, 1}})},
      {"padded small planes", strided({{12, 6, 3, 4}, {100, 14, 4, 1}})},
      {"padded channels last", strided({{4, 6, 5, 7}, {280, 1, 56, 8}})},
      {"padded samples, channels last", strided({{4, 6, 35}, {300, 1, 6}})},
      {"channels of rank 2 apart", strided({{9, 5}, {16, 3}})},
      {"channels of one number apart", strided({{1, 5}, {1, 3}})},
      {"every other number", strided({{3, 4, 30}, {300, 70, 2}})},
      {"lines and rows exchanged", strided({{3, 4, 5, 6}, {120, 30, 1, 5}})},
      {"four dimensions with gaps", strided({{2, 3, 3, 4, 17}, {3000, 900, 300, 70, 1}})},
      {"samples innermost", strided({{10, 3, 7}, {1, 70, 10}})},
  };
}

}  // namespace normaudit::fast
