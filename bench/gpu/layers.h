#pragma once
// The problems of a run on a device: layers of ResNet-50 in every combination asked for.

#include <cstdint>
#include <string>
#include <vector>

#include "bench/resnet50.h"
#include "core/problem.h"

namespace normaudit::bench {

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
