// Interleaved measurement: medians over rounds in which every contender runs once.
#include <algorithm>
#include <ctime>
#include <map>

#include "bench/contender.h"

namespace normaudit::bench {
namespace {

double now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

struct Times {
  std::vector<double> wall;
  std::vector<double> cpu;

  void take(const Contender& contender) {
    const double wall_before = now(CLOCK_MONOTONIC);
    const double cpu_before = now(CLOCK_PROCESS_CPUTIME_ID);
    contender.run();
    const auto elements = static_cast<double>(contender.elements);
    cpu.push_back((now(CLOCK_PROCESS_CPUTIME_ID) - cpu_before) / elements);
    wall.push_back((now(CLOCK_MONOTONIC) - wall_before) / elements);
  }
};

double median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

std::vector<Timing> measure(const std::vector<Contender>& contenders, int rounds) {
  std::vector<Times> times(contenders.size());
  for (const Contender& each : contenders) each.run();
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < contenders.size(); ++i) times[i].take(contenders[i]);
  }
  std::vector<Timing> timings;
  std::map<std::string, Timing> plain;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    Timing timing;
    timing.contender = &contenders[i];
    timing.median_ns = median(times[i].wall);
    timing.least_ns = *std::min_element(times[i].wall.begin(), times[i].wall.end());
    timing.cpu_ns = median(times[i].cpu);
    if (contenders[i].name == kPlain) plain[contenders[i].pass] = timing;
    timings.push_back(timing);
  }
  for (Timing& each : timings) {
    const auto found = plain.find(each.contender->pass);
    if (found == plain.end()) continue;
    each.ratio = each.median_ns / found->second.median_ns;
    each.cpu_ratio = each.cpu_ns / found->second.cpu_ns;
  }
  return timings;
}

}  // namespace normaudit::bench
