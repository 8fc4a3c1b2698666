#pragma once
// What issue 5 asks of a run: geometric means by class against the floors and each rival, the worst
// shape, and whether the targets are met.

#include <string>
#include <vector>

#include "bench/cpu/cases.h"
#include "bench/cpu/measure.h"

namespace normaudit::bench::cpu {

struct Contest {
  Case timed;
  Class size = Class::kMemory;
  std::vector<Timing> timings;
};

/// Median seconds; 0 where it was not timed.
double seconds_of(const Contest& contest, const std::string& contender);

/// F1: one perfect streaming pass, the better of both kinds of stores. F2: the better read besides,
/// where the pass needs statistics; else F1.
struct Floors {
  double f1 = 0;
  double f2 = 0;
};
Floors floors_of(const Contest& contest);

/// exp(mean(log)). There is at least one value, all above 0.
double geometric_mean(const std::vector<double>& values);

/// Ours over another, in every shape of a class where both were timed.
struct Ratio {
  std::string to;  ///< "F1", "F2" or a contender
  double mean = 0;
  double worst = 0;
  std::string worst_shape;
  int shapes = 0;
  std::string target;  ///< in words; empty where there is none
  bool is_met = true;
};

struct Group {
  Pass pass = Pass::kForwardTraining;
  std::string layout;
  int threads = 1;
  Class size = Class::kMemory;
  std::vector<Ratio> ratios;  ///< F2, F1, then the contenders
  double call_seconds = 0;    ///< of Class::kCall: ours, to be below kCallTarget
};
inline constexpr double kCallTarget = 0.3e-6;

/// In the order of the contests.
std::vector<Group> groups_of(const std::vector<Contest>& contests);

}  // namespace normaudit::bench::cpu
