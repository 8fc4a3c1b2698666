// Ratios of medians, grouped.
#include "bench/cpu/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "bench/cpu/targets.h"

namespace normaudit::bench::cpu {
namespace {

double better(double a, double b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

using Seconds = std::function<double(const Contest&)>;
using Members = std::vector<const Contest*>;

struct Point {
  const Contest* contest;
  double ratio;
};

std::vector<Point> points_of(const Members& members, const Seconds& other) {
  std::vector<Point> points;
  for (const Contest* each : members) {
    const double own = seconds_of(*each, kOurs);
    const double beside = other(*each);
    if (own > 0 && beside > 0) points.push_back({each, own / beside});
  }
  return points;
}

Ratio ratio_of(const std::string& to, const std::vector<Point>& points) {
  Ratio ratio;
  ratio.to = to;
  ratio.shapes = static_cast<int>(points.size());
  if (points.empty()) return ratio;
  std::vector<double> values;
  for (const Point& each : points) {
    values.push_back(each.ratio);
    if (each.ratio <= ratio.worst) continue;
    ratio.worst = each.ratio;
    ratio.worst_shape = shape_text(each.contest->timed.problem.shape);
  }
  ratio.mean = geometric_mean(values);
  return ratio;
}

// One of its tensors.
bool is_large(const Point& point) {
  const std::int64_t numbers = point.contest->timed.problem.shape.count();
  return numbers * std::int64_t{sizeof(float)} > kLargeBytes;
}

bool is_met(Lead lead, const Ratio& ratio, const std::vector<Point>& points) {
  const auto is_ahead = [](const Point& point) { return point.ratio < 1; };
  switch (lead) {
    case Lead::kLargeShapes:
      return std::all_of(points.begin(), points.end(),
                         [&](const Point& each) { return !is_large(each) || is_ahead(each); });
    case Lead::kShapes:
      return std::all_of(points.begin(), points.end(), is_ahead);
    case Lead::kMean:
      return ratio.mean < 1 && ratio.worst <= kMostBehind;
    default:
      return true;
  }
}

std::vector<const Timing*> rivals_of(const Members& members) {
  std::vector<const Timing*> rivals;
  for (const Contest* contest : members) {
    for (const Timing& each : contest->timings) {
      if (each.kind == Kind::kFloor || each.kind == Kind::kOurs) continue;
      if (std::none_of(rivals.begin(), rivals.end(),
                       [&](const Timing* known) { return known->contender == each.contender; })) {
        rivals.push_back(&each);
      }
    }
  }
  return rivals;
}

void add_floors(Group& group, const Members& members) {
  const Field field{group.pass, group.layout, group.size};
  Ratio f2 = ratio_of("F2", points_of(members, [](const Contest& c) { return floors_of(c).f2; }));
  if (const std::optional<double> most = most_over_f2(field); most && f2.shapes > 0) {
    f2.target = fmt::format("at most {:.2f} in the mean", *most);
    f2.is_met = f2.mean <= *most;
  }
  group.ratios.push_back(f2);
  group.ratios.push_back(
      ratio_of("F1", points_of(members, [](const Contest& c) { return floors_of(c).f1; })));
}

void add_rivals(Group& group, const Members& members) {
  const Field field{group.pass, group.layout, group.size};
  const std::vector<const Timing*> rivals = rivals_of(members);
  for (const Timing* each : rivals) {
    const std::string& name = each->contender;
    const std::vector<Point> points =
        points_of(members, [&](const Contest& contest) { return seconds_of(contest, name); });
    if (points.empty()) continue;
    Ratio ratio = ratio_of(name, points);
    Lead lead = lead_over(field, {name, each->kind});
    if (lead == Lead::kLargeShapes && std::none_of(points.begin(), points.end(), is_large)) {
      lead = Lead::kNone;
    }
    ratio.target = to_string(lead);
    ratio.is_met = is_met(lead, ratio, points);
    group.ratios.push_back(ratio);
  }
}

}  // namespace

double seconds_of(const Contest& contest, const std::string& contender) {
  for (const Timing& each : contest.timings) {
    if (each.contender == contender && each.not_timed.empty()) {
      return quartiles_of(each.seconds).median;
    }
  }
  return 0;
}

Floors floors_of(const Contest& contest) {
  const double f1 =
      better(seconds_of(contest, kStreamOrdinary), seconds_of(contest, kStreamAround));
  return {f1, f1 + better(seconds_of(contest, kRead), seconds_of(contest, kReadPrefetched))};
}

double geometric_mean(const std::vector<double>& values) {
  double sum = 0;
  for (double each : values) sum += std::log(each);
  return std::exp(sum / static_cast<double>(values.size()));
}

std::vector<Group> groups_of(const std::vector<Contest>& contests) {
  std::vector<Group> groups;
  std::vector<Members> members;
  for (const Contest& contest : contests) {
    const Problem& problem = contest.timed.problem;
    Group group{.pass = problem.pass,
                .layout = to_string(problem.layout),
                .threads = contest.timed.threads,
                .size = contest.size,
                .ratios = {}};
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& each) {
      return each.pass == group.pass && each.layout == group.layout &&
             each.threads == group.threads && each.size == group.size;
    });
    if (found == groups.end()) {
      groups.push_back(group);
      members.push_back({&contest});
    } else {
      members[static_cast<std::size_t>(found - groups.begin())].push_back(&contest);
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].size == Class::kCall) {
      groups[i].call_seconds = seconds_of(*members[i].front(), kOurs);
      continue;
    }
    add_floors(groups[i], members[i]);
    add_rivals(groups[i], members[i]);
  }
  return groups;
}

}  // namespace normaudit::bench::cpu
