// Channels of a worked example, and the layer's formulas in intervals.
#include "golden/published/worked_example.h"

#include <stdexcept>

namespace normaudit::golden {
namespace {

// Of an array of the whole example the part that belongs to the channel; cut arrays may end early.
template <class T>
std::vector<T> part_of(const std::vector<T>& array, const WorkedExample& example, Role role,
                       std::int64_t channel) {
  const Shape& shape = example.problem.shape;
  const std::int64_t places = shape.spatial_count();
  std::vector<T> part;
  for (std::int64_t i = 0; i < std::ssize(array); ++i) {
    const std::int64_t owner =
        facts(role).kind == RoleKind::kData ? i / places % shape.channels : i;
    if (owner == channel) part.push_back(array[static_cast<std::size_t>(i)]);
  }
  return part;
}

struct Statistics {
  Interval mean;
  Interval variance;  // biased
  std::vector<Interval> deviations;
  Interval deviation_root;  // sqrt(variance + eps)
};

Interval sum_of(const std::vector<Interval>& terms) {
  Interval sum = 0.0;
  for (const Interval& term : terms) sum = sum + term;
  return sum;
}

// x_i - mean = ((n - 1)*x_i - sum of the others)/n, in which every x stands once.
Statistics statistics_of(const std::vector<Range>& x, double eps) {
  Statistics result;
  const auto n = static_cast<double>(x.size());
  result.mean = sum_of({x.begin(), x.end()}) / n;
  Interval squares = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Interval others = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (j != i) others = others + Interval(x[j]);
    }
    result.deviations.push_back((Interval(n - 1) * Interval(x[i]) - others) / n);
    squares = squares + square(result.deviations.back());
  }
  result.variance = squares / n;
  result.variance.low = std::max(0.0, result.variance.low);
  result.deviation_root = root(result.variance + Interval(eps));
  return result;
}

// |x - mean|*invstd is at most sqrt(n - 1), whatever the numbers.
std::vector<Interval> normalized(const Statistics& statistics) {
  const Interval cap = root(Interval(static_cast<double>(statistics.deviations.size()) - 1));
  std::vector<Interval> result;
  for (const Interval& deviation : statistics.deviations) {
    result.push_back(
        intersection(deviation / statistics.deviation_root, Interval(-cap.high, cap.high)));
  }
  return result;
}

Interval moved(Interval old, Interval batch, double momentum) {
  return (Interval(1.0) - Interval(momentum)) * old + Interval(momentum) * batch;
}

}  // namespace

WorkedExample channel_of(const WorkedExample& example, std::int64_t channel) {
  WorkedExample result{.problem = example.problem, .inputs = {}, .outputs = {}};
  result.problem.shape.channels = 1;
  for (const auto& [role, ranges] : example.inputs) {
    result.inputs[role] = part_of(ranges, example, role, channel);
  }
  for (const auto& [role, numbers] : example.outputs) {
    result.outputs[role] = part_of(numbers, example, role, channel);
  }
  return result;
}

WorkedExample with_output(const WorkedExample& example, Role role) {
  WorkedExample result = example;
  std::erase_if(result.outputs, [&](const auto& output) { return output.first != role; });
  return result;
}

std::map<Role, std::vector<Interval>> enclose(const WorkedExample& example, const Box& box) {
  const Statistics statistics = statistics_of(box.at(Role::kX), example.problem.eps);
  const std::vector<Interval> xhat = normalized(statistics);
  const double momentum = example.problem.momentum.value();
  const auto n = static_cast<double>(xhat.size());
  const auto only = [&](Role role) { return Interval(box.at(role).front()); };
  std::map<Role, std::vector<Interval>> result;
  for (const auto& [role, numbers] : example.outputs) {
    std::vector<Interval>& enclosed = result[role];
    switch (role) {
      case Role::kY:
        for (const Interval& each : xhat) {
          enclosed.push_back(each * only(Role::kWeight) + only(Role::kBias));
        }
        break;
      case Role::kSaveMean:
        enclosed = {statistics.mean};
        break;
      case Role::kSaveVar:
        enclosed = {statistics.variance};
        break;
      case Role::kRunningMean:
        enclosed = {moved(only(role), statistics.mean, momentum)};
        break;
      case Role::kRunningVar:
        enclosed = {
            moved(only(role), statistics.variance * (Interval(n) / Interval(n - 1)), momentum)};
        break;
      case Role::kDbias:
        enclosed = {sum_of({box.at(Role::kDy).begin(), box.at(Role::kDy).end()})};
        break;
      case Role::kDweight: {
        enclosed = {Interval(0.0)};
        for (std::size_t i = 0; i < xhat.size(); ++i) {
          enclosed[0] = enclosed[0] + xhat[i] * Interval(box.at(Role::kDy)[i]);
        }
        break;
      }
      default:
        throw std::invalid_argument("no enclosure of " + std::string(to_string(role)));
    }
  }
  return result;
}

}  // namespace normaudit::golden
