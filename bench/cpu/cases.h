#pragma once
// What is timed: a pass over a shape and layout on one or two threads, and the class of caches that
// its arrays fit in.

#include <cstdint>
#include <string>
#include <vector>

#include "core/problem.h"

namespace normaudit::bench::cpu {

struct Case {
  Problem problem;  ///< float32, nchw or nhwc, no running statistics in training
  int threads = 1;
};

/// "32,64x56x56", of batch norm over vectors "32,100".
std::string shape_text(const Shape& shape);

/// "forward_training nchw 32,64x56x56 2": what --only is matched against.
std::string name_of(const Case& timed);

/// The shapes: nine of ResNet-50's layers in both layouts, and N = 32 vectors.
struct Plan {
  std::vector<std::int64_t> batches{1, 16, 32, 64};
  std::vector<std::int64_t> vector_channels{10, 16, 64, 100, 128, 256, 512, 1000, 1024};
  std::vector<int> threads{1, 2};
  std::string only = ".*";  ///< ECMAScript regular expression, found anywhere in the name
};

/// Vectors first: their times are the shortest. Throws InputError for a bad expression.
std::vector<Case> cases_of(const Plan& plan);

/// Bytes that a core keeps for itself, and that all of them share.
struct CacheSizes {
  std::int64_t private_bytes = 1 << 20;
  std::int64_t shared_bytes = 24 << 20;
};

/// kCall: so few numbers that nothing but the call is timed.
enum class Class : std::uint8_t { kCall, kVectors, kPrivate, kShared, kMemory };
/// "call", "BatchNorm1d", "L2", "L3", "DRAM".
std::string to_string(Class size);

/// By the data tensors of the pass, two or three, beside the caches of as many cores as there are
/// threads.
Class class_of(const Case& timed, const CacheSizes& caches);

}  // namespace normaudit::bench::cpu
