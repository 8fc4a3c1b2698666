// The run on the terminal.
#include <fmt/format.h>

#include <set>

#include "bench/cpu/results.h"

namespace normaudit::bench::cpu {
namespace {

std::string verdict_of(bool is_met) { return is_met ? "met" : "MISSED"; }

void print_ratio(const Ratio& ratio) {
  if (ratio.shapes == 0) return;
  fmt::print("  {:<20}{:>3}{:>8.2f}{:>8.2f}  {:<14}", ratio.to, ratio.shapes, ratio.mean,
             ratio.worst, ratio.worst_shape);
  if (!ratio.target.empty()) fmt::print(" {}: {}", ratio.target, verdict_of(ratio.is_met));
  fmt::print("\n");
}

}  // namespace

void print_machine(const Results& results) {
  for (const auto& [name, value] : results.facts) fmt::print("{:<18}{}\n", name, value);
  const Machine& machine = results.machine;
  fmt::print("{:<18}{}\n", "cores", machine.cores);
  const auto mib = [](std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
  fmt::print("{:<18}told {:.2f} and {:.1f} MiB, measured {:.2f} and {:.1f} MiB\n", "caches",
             mib(machine.told.private_bytes), mib(machine.told.shared_bytes),
             mib(machine.measured.private_bytes), mib(machine.measured.shared_bytes));
  fmt::print("{:<18}L2 to {:.2f} MiB a thread, L3 to {:.1f} MiB\n", "classes",
             mib(results.caches.private_bytes), mib(results.caches.shared_bytes));
  for (const auto& [name, reason] : results.absent) {
    fmt::print("{:<18}not timed: {}\n", name, reason);
  }
  fmt::print("\n{:>9} {:>8} {:>8} {:>8}   GB/s on one thread\n", "MiB", "read", "stream", "around");
  for (const Bandwidth& each : machine.bandwidths) {
    fmt::print("{:>9.3f} {:>8.1f} {:>8.1f} {:>8.1f}\n", mib(each.bytes), each.read, each.stream,
               each.stream_around);
  }
}

void print_contest(const Contest& contest) {
  fmt::print("{} ({}), us:", name_of(contest.timed), to_string(contest.size));
  for (const Timing& each : contest.timings) {
    if (each.not_timed.empty()) {
      fmt::print("  {} {:.4g}", each.contender, quartiles_of(each.seconds).median * 1e6);
    }
  }
  fmt::print("\n");
}

void print_summary(const Results& results) {
  fmt::print("\nTime of {} over another's: geometric mean of the class, worst shape, target\n",
             kOurs);
  for (const Group& group : groups_of(results.contests)) {
    fmt::print("\n{} {} {}, {} thread{}\n", to_string(group.pass), group.layout,
               to_string(group.size), group.threads, group.threads == 1 ? "" : "s");
    if (group.size == Class::kCall) {
      fmt::print("  a call on four numbers: {:.3f} us, target below {:.1f} us: {}\n",
                 group.call_seconds * 1e6, kCallTarget * 1e6,
                 verdict_of(group.call_seconds > 0 && group.call_seconds < kCallTarget));
      continue;
    }
    fmt::print("  {:<20}{:>3}{:>8}{:>8}  {:<14}\n", "over", "n", "mean", "worst", "in");
    for (const Ratio& each : group.ratios) print_ratio(each);
  }
  std::set<std::string> reasons;
  for (const Contest& contest : results.contests) {
    for (const Timing& each : contest.timings) {
      if (!each.not_timed.empty()) reasons.insert(each.contender + ": " + each.not_timed);
    }
  }
  for (const std::string& each : reasons) fmt::print("not timed somewhere: {}\n", each);
}

}  // namespace normaudit::bench::cpu
