#pragma once
// How far every contender is from the exact answers where x ~ N(mean, 1), for means that are large
// beside the spread.

#include <map>
#include <string>
#include <vector>

#include "bench/cpu/exact.h"

namespace normaudit::bench::cpu {

struct AccuracyCase {
  Case timed;  ///< on one thread
  double mean = 0;
};

struct AccuracyPlan {
  std::vector<double> means{0, 1e2, 1e4, 1e6};
  std::vector<Shape> shapes{{32, 64, {14, 14}}, {1, 32, {56, 56}}, {32, 64, {}}};
};
/// 4.2 million numbers per channel; takes minutes and gigabytes.
Shape large_shape();

/// Shape by shape, in both layouts where they differ, mean by mean, the three passes.
std::vector<AccuracyCase> accuracy_cases(const AccuracyPlan& plan);

/// x ~ N(mean, 1), dy ~ N(0, 1), running means near the mean; the same numbers for every pass.
void fill(const AccuracyCase& asked, Arrays& arrays);

struct Accuracy {
  std::string contender;
  Kind kind = Kind::kOurs;
  std::string failed = {};             ///< why; empty where it answered
  std::map<Role, double> errors = {};  ///< of what it returned; measure_of says in which measure
};

struct AccuracyContest {
  AccuracyCase asked;
  std::vector<Accuracy> contenders;
};

/// A call of each contender that shows its answers; floors are none.
AccuracyContest assess(const AccuracyCase& asked, const Exact& exact, Arrays& arrays,
                       const std::vector<Contender>& contenders);

}  // namespace normaudit::bench::cpu
