#pragma once
// The batch-norm layers of ResNet-50 (He, Zhang, Ren, Sun, CVPR 2016, table 1).

#include <array>
#include <cstdint>

namespace normaudit::bench {

struct Layer {
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
  int count = 1;  ///< layers of this shape in the network
};

inline constexpr std::array kResnet50{
    Layer{64, 112, 112, 1}, Layer{64, 56, 56, 6},  Layer{256, 56, 56, 4}, Layer{128, 56, 56, 1},
    Layer{128, 28, 28, 7},  Layer{512, 28, 28, 5}, Layer{256, 28, 28, 1}, Layer{256, 14, 14, 11},
    Layer{1024, 14, 14, 7}, Layer{512, 14, 14, 1}, Layer{512, 7, 7, 5},   Layer{2048, 7, 7, 4},
};

}  // namespace normaudit::bench
