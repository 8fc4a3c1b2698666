#pragma once
// A contender: one way to compute a pass, run in turn with all others so that all meet the same
// machine.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/keep.h"
#include "core/problem.h"

namespace normaudit::bench {

struct Contender {
  std::string name;
  std::string pass;  ///< "forward", "backward" or "copy"
  std::int64_t elements = 0;
  double bytes_per_element = 0;  ///< moved by a copy, else 0
  std::function<void()> run;
};

/// All per element.
struct Timing {
  const Contender* contender = nullptr;
  double median_ns = 0;
  double least_ns = 0;
  double cpu_ns = 0;  ///< median of the time on a core, all threads added: steady when others work
  double ratio = 0;   ///< of medians to the plain scalar two-pass of the same pass; 0 for copies
  double cpu_ratio = 0;  ///< the same of cpu_ns
};

/// Arrays that every contender of one size reads and writes: float32, NCHW, `channels` channels.
struct Data {
  Problem forward;
  Problem backward;
  Tensors inputs;  ///< of both passes
  Tensors y;       ///< answers of the forward pass, preallocated
  Tensors dx;
};

struct Size {
  Shape shape;
  bool has_backward = true;
};
Data make_data(const Size& size);

/// Per-channel contiguous float32 rows of a batch-norm problem, for the loops written here.
struct Rows {
  const float* x = nullptr;
  const float* dy = nullptr;
  double* out = nullptr;
  std::int64_t batch = 0;
  std::int64_t channels = 0;
  std::int64_t places = 0;
  double eps = 0;
};
Rows forward_rows(Data& data);
Rows backward_rows(Data& data);

/// The name all ratios refer to.
inline constexpr const char* kPlain = "double two-pass, scalar";

// The contenders of each file. They keep references to `data`.
std::vector<Contender> plain_contenders(Data& data);
std::vector<Contender> vectorised_contenders(Data& data);
std::vector<Contender> multiprecision_contenders(Data& data);
std::vector<Contender> oracle_contenders(Data& data, int threads);
std::vector<Contender> copy_contenders(Data& data);

/// Runs all in turn, `rounds` times after one round unmeasured.
std::vector<Timing> measure(const std::vector<Contender>& contenders, int rounds);

}  // namespace normaudit::bench
