#pragma once
// Samples in turn: every contender of a case meets the same minutes of the same machine.

#include <cstdint>
#include <string>
#include <vector>

#include "bench/cpu/contender.h"

namespace normaudit::bench::cpu {

/// Seconds of one call.
struct Quartiles {
  double first = 0;
  double median = 0;
  double third = 0;
};
/// By linear interpolation between the sorted values. There is at least one.
Quartiles quartiles_of(std::vector<double> values);

struct Timing {
  std::string contender;
  Kind kind = Kind::kFloor;
  std::string not_timed;        ///< why; empty where it was
  std::vector<double> seconds;  ///< of one call, sample by sample
  /// Beside the loops' answers, at the ends of the arrays: the largest difference over the largest
  /// magnitude. Negative where nothing was compared.
  double difference = -1;
};

struct Effort {
  double seconds = 0.3;          ///< for all contenders of a case in one sweep
  double sample_seconds = 2e-4;  ///< of one sample at least, by more calls than one
  int least_samples = 3;
  int most_samples = 41;
};

struct Repetition {
  int calls = 1;
  int samples = 1;
};
/// For a contender that takes so long, with its share of the seconds.
Repetition repetition_of(double call_seconds, const Effort& effort, std::size_t contenders);

/// Whether a contender with `samples` of `rounds` takes part in the round: spread evenly, all used.
bool takes_part(int round, int samples, int rounds);

/// A contest of all on the stage. Who takes more than twice as long as the first may get a
/// single sample. One that fails, answers otherwise than the loops or leaves a thread flushing
/// subnormal numbers is not timed, with the reason.
std::vector<Timing> measure(const Stage& stage, const std::vector<Contender>& contenders,
                            const Effort& effort);

/// Adds each contender's samples of a later sweep. One that fails in a sweep is not timed at all.
void pool(std::vector<Timing>& timings, const std::vector<Timing>& later);

}  // namespace normaudit::bench::cpu
