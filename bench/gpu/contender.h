#pragma once
// A contender on the device: it enters a contest with the sets of arrays, and is then called with
// the set whose turn it is.

#include <functional>
#include <string>
#include <vector>

#include "bench/gpu/sets.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

struct Contender {
  std::string name;
  bool is_peer = false;
  bool has_yardstick_bits = false;  ///< its contract promises those of the yardstick
  std::function<std::string(const Problem&)> unsupported;
  /// Makes what it keeps from call to call, and runs what must have been run on every set before.
  std::function<std::function<void(int set)>(const Sets&)> enter;
};

/// Kernels of this project, the yardstick first.
std::vector<Contender> our_contenders();
/// Other people's, as far as they were built.
std::vector<Contender> peer_contenders();
/// Their versions.
normaudit::bench::Facts peer_facts();

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
