// Results on the terminal: a table per batch size, format, layout and pass.
#include <fmt/format.h>

#include <algorithm>

#include "bench/gpu/results.h"

namespace normaudit::bench {
namespace {

constexpr std::size_t kLeast = 15;

std::vector<std::string> contenders_of(const std::vector<const Contest*>& table) {
  std::vector<std::string> names;
  for (const Contest* contest : table) {
    for (const Timing& each : contest->timings) {
      if (std::find(names.begin(), names.end(), each.contender) == names.end()) {
        names.push_back(each.contender);
      }
    }
  }
  return names;
}

const Timing* find(const Contest& contest, const std::string& contender) {
  for (const Timing& each : contest.timings) {
    if (each.contender == contender) return &each;
  }
  return nullptr;
}

std::string cell(const Timing* timing, double floor) {
  if (timing == nullptr || !timing->not_timed.empty()) return "-";
  return fmt::format("{:.1f} {:3.0f}%", timing->median_us, 100 * floor / timing->median_us);
}

std::string best_ratio(const Contest& contest) {
  const double peer = best_peer_us(contest.timings);
  const double own = best_own_us(contest.timings);
  return peer > 0 && own > 0 ? fmt::format("{:.2f}", own / peer) : "-";
}

// Every reason once, every fault of our own, and whose times may hold some of the host's.
void print_reasons(const std::vector<const Contest*>& table) {
  std::vector<std::string> lines;
  for (const Contest* contest : table) {
    for (const Timing& each : contest->timings) {
      if (each.not_timed.empty() && each.late_samples == 0) continue;
      const std::string line =
          each.not_timed.empty()
              ? fmt::format("  {}: the host was late in some samples", each.contender)
              : fmt::format("  {}: {}", each.contender, each.not_timed);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  for (const std::string& line : lines) fmt::print("{}\n", line);
}

}  // namespace

void print_ceiling(const Ceiling& ceiling) {
  for (const Stream& each : ceiling.streams) {
    fmt::print("{:<48} {:8.1f} GB/s\n", each.name, each.median_rate);
  }
  fmt::print("{:<48} {:8.1f} GB/s\n", "ceiling: the best of our own copies", ceiling.copy_rate);
}

void print_table(const std::vector<const Contest*>& table, const Ceiling& ceiling) {
  const Problem& first = table.front()->entry.problem;
  fmt::print("\n{} {} {} N={}: microseconds, and the floor's share of them\n",
             to_string(first.pass), to_string(first.dtype), to_string(first.layout),
             first.shape.batch);
  const std::vector<std::string> names = contenders_of(table);
  const auto width = [](const std::string& name) { return std::max(name.size(), kLeast) + 1; };
  fmt::print("{:<13}{:>4}{:>9}{:>10}", "CxHxW", "", "MB", "floor us");
  for (const std::string& name : names) fmt::print("{:>{}}", name, width(name));
  fmt::print("{:>12}\n", "ours/peer");
  for (const Contest* contest : table) {
    const Shape& shape = contest->entry.problem.shape;
    const double floor = floor_us(contest->entry.problem, ceiling);
    const double megabytes =
        static_cast<double>(shape.count()) * static_cast<double>(size_in_bytes(first.dtype)) / 1e6;
    fmt::print("{:<13}{:>4}{:9.1f}{:10.1f}",
               fmt::format("{}x{}x{}", shape.channels, shape.spatial[0], shape.spatial[1]),
               fmt::format("x{}", contest->entry.count), megabytes, floor);
    for (const std::string& name : names) {
      fmt::print("{:>{}}", cell(find(*contest, name), floor), width(name));
    }
    fmt::print("{:>12}\n", best_ratio(*contest));
  }
  for (const Total& each : totals_of(table, ceiling)) {
    fmt::print("  {:<24}{:10.3f} ms in {} layers\n", each.contender, each.milliseconds,
               each.layers);
  }
  print_reasons(table);
}

}  // namespace normaudit::bench
