// The contest.
#include "bench/cpu/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <thread>

#include "bench/cpu/fpu.h"

namespace normaudit::bench::cpu {
namespace {

constexpr std::chrono::milliseconds kQuiet{3};  // longer than OpenMP's threads spin
// Seconds of calls before a sample; one that takes longer leaves nothing in the caches anyway.
constexpr double kWarming = 2e-3;
// Times the first contender, ours: who is so far behind needs no exact median.
constexpr double kSlow = 2;
constexpr double kShortest = 1e-9;  // seconds
constexpr std::int64_t kEnd = 1 << 16;
// Two float algorithms are closer by far, two different formulas or layouts never are.
constexpr double kSameFormula = 1e-3;

struct Entrant {
  const Contender* contender = nullptr;
  Timing timing = {};
  Repetition repetition = {};
  double call_seconds = 0;
};

// Seconds of one call, repeated before until its arrays are where it leaves them: a shared cache
// may take a line only when another one gives it up.
double sample(const Entrant& entrant, int threads) {
  const Contender& contender = *entrant.contender;
  if (contender.needs_quiet) std::this_thread::sleep_for(kQuiet);
  if (entrant.call_seconds < kWarming) {
    contender.sample(static_cast<int>(kWarming / std::max(entrant.call_seconds, kShortest)));
  }
  const double seconds = contender.sample(entrant.repetition.calls);
  if (contender.needs_quiet) std::this_thread::sleep_for(kQuiet);
  require_ieee(threads);
  return seconds / entrant.repetition.calls;
}

// Both ends of the answers.
std::vector<float> answers_of(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  const float* const out = is_backward(problem.pass) ? stage.arrays.dx() : stage.arrays.y();
  const std::int64_t count = problem.shape.count();
  const std::int64_t end = std::min(count, kEnd);
  std::vector<float> answers(out, out + end);
  answers.insert(answers.end(), out + (count - end), out + count);
  return answers;
}

void spoil_answers(const Stage& stage) {
  const Problem& problem = stage.timed.problem;
  float* const out = is_backward(problem.pass) ? stage.arrays.dx() : stage.arrays.y();
  const std::int64_t count = problem.shape.count();
  const std::int64_t end = std::min(count, kEnd);
  std::fill_n(out, end, std::numeric_limits<float>::quiet_NaN());
  std::fill_n(out + (count - end), end, std::numeric_limits<float>::quiet_NaN());
}

double difference_of(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  double difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double here = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(here <= difference)) difference = here;  // NaN stays
    largest = std::max(largest, std::abs(static_cast<double>(b[i])));
  }
  return difference == 0 ? 0 : difference / largest;
}

// The first call of a contender, whose answers are looked at. Its time says nothing: arrays and
// code may be anywhere.
void enter(Entrant& entrant, const Stage& stage, const std::vector<float>& expected) {
  if (entrant.contender->answers_in_arrays) spoil_answers(stage);
  entrant.contender->sample(1);
  require_ieee(stage.timed.threads);
  if (entrant.contender->answers_in_arrays) {
    entrant.timing.difference = difference_of(answers_of(stage), expected);
    if (!(entrant.timing.difference <= kSameFormula)) {
      throw std::runtime_error("its answers are not those of the loops");
    }
  }
}

template <class Work>
void guarded(Entrant& entrant, const Work& work) {
  if (!entrant.timing.not_timed.empty()) return;
  try {
    work();
  } catch (const std::exception& error) {
    entrant.timing.not_timed = error.what();
  }
}

}  // namespace

Quartiles quartiles_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&values](double part) {
    const double place = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.25), at(0.5), at(0.75)};
}

Repetition repetition_of(double call_seconds, const Effort& effort, std::size_t contenders) {
  const double call = std::max(call_seconds, kShortest);
  Repetition result;
  result.calls = static_cast<int>(std::clamp(std::ceil(effort.sample_seconds / call), 1.0, 1e5));
  const double share = effort.seconds / static_cast<double>(contenders);
  const double warming = call < kWarming ? kWarming : 0;
  result.samples = static_cast<int>(std::clamp(share / (call * result.calls + warming),
                                               static_cast<double>(effort.least_samples),
                                               static_cast<double>(effort.most_samples)));
  return result;
}

bool takes_part(int round, int samples, int rounds) {
  return std::int64_t{round + 1} * samples / rounds > std::int64_t{round} * samples / rounds;
}

std::vector<Timing> measure(const Stage& stage, const std::vector<Contender>& contenders,
                            const Effort& effort) {
  loop_contenders(stage).front().sample(1);
  const std::vector<float> expected = answers_of(stage);
  std::vector<Entrant> entrants;
  double first_call = 0;
  int rounds = 0;
  for (const Contender& each : contenders) {
    entrants.push_back({.contender = &each});
    entrants.back().timing.contender = each.name;
    entrants.back().timing.kind = each.kind;
    Entrant& entrant = entrants.back();
    guarded(entrant, [&] {
      enter(entrant, stage, expected);
      entrant.call_seconds = entrant.contender->sample(1);
      if (entrant.call_seconds < kWarming) {
        entrant.call_seconds = sample(entrant, stage.timed.threads);
      }
      const double call = entrant.call_seconds;
      if (entrants.size() == 1) first_call = call;
      Effort own = effort;
      if (call > kSlow * first_call) own.least_samples = 1;
      entrant.repetition = repetition_of(call, own, contenders.size());
      rounds = std::max(rounds, entrant.repetition.samples);
    });
  }
  // Nobody is to have the same neighbour each time, who leaves the caches in his way.
  std::vector<std::size_t> order(entrants.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random;
  for (int round = 0; round < rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t place : order) {
      Entrant& entrant = entrants[place];
      if (!takes_part(round, entrant.repetition.samples, rounds)) continue;
      guarded(entrant,
              [&] { entrant.timing.seconds.push_back(sample(entrant, stage.timed.threads)); });
    }
  }
  std::vector<Timing> timings;
  for (Entrant& entrant : entrants) {
    timings.push_back(std::move(entrant.timing));
  }
  return timings;
}

void pool(std::vector<Timing>& timings, const std::vector<Timing>& later) {
  if (timings.empty()) {
    timings = later;
    return;
  }
  for (Timing& into : timings) {
    const auto found = std::find_if(later.begin(), later.end(), [&](const Timing& each) {
      return each.contender == into.contender;
    });
    if (found == later.end()) {
      into.not_timed = "it was not there in a later sweep";
      continue;
    }
    if (into.not_timed.empty()) into.not_timed = found->not_timed;
    into.seconds.insert(into.seconds.end(), found->seconds.begin(), found->seconds.end());
    into.difference = std::max(into.difference, found->difference);
  }
}

}  // namespace normaudit::bench::cpu
