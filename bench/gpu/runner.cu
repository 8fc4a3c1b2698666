// A contest: every contender compared with the yardstick, then timed in turn.
#include <algorithm>
#include <stdexcept>

#include "bench/gpu/ceiling.h"
#include "bench/gpu/contender.h"
#include "bench/gpu/platform.h"
#include "bench/gpu/runner.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

using normaudit::bench::Effort;
using normaudit::bench::Timing;

constexpr const char* kTextbook = "welford";

std::vector<Contender> all_contenders() {
  std::vector<Contender> all = our_contenders();
  for (Contender& each : peer_contenders()) all.push_back(std::move(each));
  return all;
}

// One contender in a contest.
struct Entrant {
  std::function<void(int set)> call;  // empty: not to be timed
  Timing timing;
  std::vector<double> device_us;  // by sample
  std::vector<double> host_us;

  /// What it does; where that fails, it alone is out.
  template <class Act>
  void attempt(Act act) {
    try {
      act();
    } catch (const std::exception& error) {
      call = nullptr;
      timing.not_timed = error.what();
      timing.is_wrong = !timing.is_peer;
    }
  }

  void sample(Sets& sets) {
    const Elapsed time = elapsed([&] {
      for (int i = 0; i < timing.calls; ++i) call(sets.next());
    });
    device_us.push_back(time.device_us / timing.calls);
    host_us.push_back(time.host_us / timing.calls);
    timing.late_samples += time.is_late ? 1 : 0;
  }

  void calibrate(Sets& sets, const Effort& effort) {
    timing.calls = 1;
    for (int i = 0; i < 3; ++i) sample(sets);
    const double call_us = *std::min_element(device_us.begin(), device_us.end());
    const auto [calls, samples] = normaudit::bench::repetition_of(call_us, effort);
    timing.calls = calls;
    timing.samples = samples;
    device_us.clear();
    host_us.clear();
    timing.late_samples = 0;
  }

  void finish() {
    timing.median_us = normaudit::bench::median(device_us);
    timing.least_us = *std::min_element(device_us.begin(), device_us.end());
    timing.launch_us = normaudit::bench::median(host_us);
  }
};

// Why the answers on set 0 forbid timing, or empty.
std::string fault_of(const Contender& contender, const Timing& timing) {
  if (contender.has_yardstick_bits && timing.agreement.different > 0) {
    return "its bits are not the yardstick's";
  }
  return timing.agreement.not_finite > 0 ? "not finite where the yardstick is" : "";
}

class DeviceRunner : public normaudit::bench::Runner {
 public:
  explicit DeviceRunner(const std::vector<std::string>& only) : contenders_(all_contenders()) {
    if (only.empty()) return;
    std::erase_if(contenders_, [&](const Contender& each) {
      return std::find(only.begin(), only.end(), each.name) == only.end();
    });
  }

  normaudit::bench::Facts facts() override {
    normaudit::bench::Facts all = timing::facts();
    for (auto& each : peer_facts()) all.push_back(std::move(each));
    return all;
  }
  normaudit::bench::Ceiling ceiling() override { return measure_ceiling(); }

  std::vector<Timing> contest(const Problem& problem, const Effort& effort) override {
    Sets sets(problem, arena_);
    Entrant yardstick = entrant_of(our_contenders().front());
    yardstick.attempt([&] { set_up(our_contenders().front(), sets); });
    std::vector<Entrant> entrants;
    for (const Contender& each : contenders_) {
      Entrant& next = entrants.emplace_back(entrant_of(each));
      if (yardstick.timing.not_timed.empty()) {
        next.attempt([&] { enter(each, next, sets); });
      } else {
        next.timing.not_timed = "the yardstick: " + yardstick.timing.not_timed;
        next.timing.is_wrong = each.name == yardstick.timing.contender;
      }
    }
    for (Entrant& each : entrants) {
      if (each.call) each.attempt([&] { each.calibrate(sets, effort); });
    }
    for (int round = 0; round < effort.most_samples; ++round) {
      for (Entrant& each : entrants) {
        if (!each.call || round >= each.timing.samples) continue;
        each.attempt([&] { each.sample(sets); });
      }
    }
    std::vector<Timing> timings;
    for (Entrant& each : entrants) {
      if (each.call) each.finish();
      timings.push_back(each.timing);
    }
    return timings;
  }

 private:
  static Entrant entrant_of(const Contender& contender) {
    Entrant result;
    result.timing.contender = contender.name;
    result.timing.is_peer = contender.is_peer;
    return result;
  }

  // Its answers on set 0, whose outputs were NaN, beside the yardstick's.
  static normaudit::bench::Agreement compared(const Contender& contender, Sets& sets) {
    const auto call = contender.enter(sets);
    sets.reset();
    call(0);
    synchronize();
    return sets.agreement(contender.has_yardstick_bits
                              ? outputs_of(sets.problem())
                              : std::vector<Role>{data_output(sets.problem())});
  }

  // Keeps the yardstick's outputs, every number of which must be finite: all else is held to them.
  static void set_up(const Contender& yardstick, Sets& sets) {
    const auto call = yardstick.enter(sets);
    sets.reset();
    call(0);
    sets.keep_yardstick();
    synchronize();
    const auto itself = sets.agreement(outputs_of(sets.problem()));
    if (itself.yardstick_not_finite > 0) throw std::runtime_error("its numbers are not finite");
  }

  // Ready to be timed, or with the reason why not and no call.
  static void enter(const Contender& contender, Entrant& entrant, Sets& sets) {
    std::string& reason = entrant.timing.not_timed;
    reason = contender.unsupported(sets.problem());
    if (!reason.empty()) return;
    entrant.timing.agreement = compared(contender, sets);
    reason = fault_of(contender, entrant.timing);
    entrant.timing.is_wrong = !reason.empty();
    if (!reason.empty()) return;
    if (contender.name == our_contenders().front().name) {
      entrant.timing.agreement = beside_textbook(sets);
    }
    entrant.call = contender.enter(sets);
  }

  // Of the yardstick, which beside itself says nothing: beside the textbook's kernels. Where those
  // fail, their own record says so.
  static normaudit::bench::Agreement beside_textbook(Sets& sets) {
    for (const Contender& each : our_contenders()) {
      if (each.name != kTextbook || !each.unsupported(sets.problem()).empty()) continue;
      Entrant textbook = entrant_of(each);
      textbook.attempt([&] { textbook.timing.agreement = compared(each, sets); });
      textbook.timing.agreement.beside = kTextbook;
      return textbook.timing.agreement;
    }
    return {};
  }

  std::vector<Contender> contenders_;
  Arena arena_;
};

}  // namespace
}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing

namespace normaudit::bench {

std::vector<ContenderName> contender_names() {
  std::vector<ContenderName> names;
  for (const auto& each : cuda::NORMAUDIT_TARGET::timing::all_contenders()) {
    names.push_back({each.name, each.is_peer});
  }
  return names;
}

std::string unavailable() { return cuda::NORMAUDIT_TARGET::unavailable(); }

std::unique_ptr<Runner> make_runner(const std::vector<std::string>& only) {
  return std::make_unique<cuda::NORMAUDIT_TARGET::timing::DeviceRunner>(only);
}

}  // namespace normaudit::bench
