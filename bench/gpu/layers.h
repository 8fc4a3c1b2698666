#pragma once
// The batch-norm layers of ResNet-50 (He, Zhang, Ren, Sun, CVPR 2016, table 1), and the problems of
// a run.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/problem.h"

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

/// What to time: every layer in every combination of the rest.
struct Plan {
  std::vector<Layer> layers{kResnet50.begin(), kResnet50.end()};
  std::vector<std::int64_t> batches{64, 256};
  std::vector<Dtype> dtypes{Dtype::kFloat32, Dtype::kBfloat16};
  std::vector<std::string> layouts{"nchw", "nhwc"};
  std::vector<Pass> passes{Pass::kForwardTraining, Pass::kInference, Pass::kBackward};
};

/// One problem of a plan, and how many layers of the network are like it.
struct Entry {
  Problem problem;
  int count = 1;
};

/// Layers last to vary least: the entries of one table follow each other.
std::vector<Entry> entries_of(const Plan& plan);

/// "64,256,56,56 float32 nchw backward": what a timing is found by.
std::string key_of(const Problem& problem);

/// "CxHxW"; throws InputError.
Layer parse_layer(const std::string& text);

}  // namespace normaudit::bench
