#pragma once
// What a run on a GPU yields, and the door to the code that needs one: everything else of this
// program is plain C++.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/gpu/figures.h"
#include "core/problem.h"

namespace normaudit::bench {

/// A contender's answer beside that of the yardstick, the kernels `split`.
struct Agreement {
  std::string beside = "split";  ///< of the yardstick's own record, who was compared with it
  std::int64_t compared = 0;     ///< numbers
  std::int64_t different = 0;    ///< those whose bits differ
  std::int64_t not_finite = 0;   ///< those not finite where the yardstick's are
  std::int64_t yardstick_not_finite = 0;
  double largest_difference = 0;
  double largest_value = 0;  ///< of the yardstick
};

/// One contender on one problem.
struct Timing {
  std::string contender;
  bool is_peer = false;
  std::string not_timed;  ///< why; empty where it was
  bool is_wrong = false;  ///< for its answers were, or it failed
  double median_us = 0;
  double least_us = 0;
  double launch_us = 0;  ///< median of the host's time for one call
  int samples = 0;
  int calls = 0;         ///< of one sample
  int late_samples = 0;  ///< whose calls were not all queued in time: the host's time may show
  Agreement agreement;
};

/// Bytes read and written together, 10^9 per second.
struct Stream {
  std::string name;
  double median_rate = 0;
};

struct Ceiling {
  std::vector<Stream> streams;
  double copy_rate = 0;  ///< the best of our own copies: what floors are measured with
};

/// Facts of the machine and its software, by name, in order.
using Facts = std::vector<std::pair<std::string, std::string>>;

class Runner {
 public:
  virtual ~Runner() = default;
  virtual Facts facts() = 0;
  virtual Ceiling ceiling() = 0;
  /// Every contender on the problem: first compared with the yardstick, then timed in turn. One
  /// that fails ends no other.
  virtual std::vector<Timing> contest(const Problem& problem, const Effort& effort) = 0;
};

struct ContenderName {
  std::string name;
  bool is_peer = false;
};
/// Ours first, the yardstick first of all.
std::vector<ContenderName> contender_names();

/// Why nothing can be run here; empty where it can.
std::string unavailable();
/// `only`: names of contenders; all where it is empty.
std::unique_ptr<Runner> make_runner(const std::vector<std::string>& only);

}  // namespace normaudit::bench
