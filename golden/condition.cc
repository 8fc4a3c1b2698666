// The condition number of each group.
#include "golden/condition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/group_elements.h"
#include "reference/fast.h"

namespace normaudit::golden {
namespace {

std::string four_digits(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return "inf";
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::scientific, 3);
  return {buffer.data(), end};
}

// The same operator and groups over float64 data, with nothing but the batch's own statistics.
Problem statistics_of(const Problem& problem) {
  Problem plain;
  plain.operator_name = problem.operator_name;
  plain.dtype = plain.parameter_dtype = plain.statistic_dtype = Dtype::kFloat64;
  plain.shape = problem.shape;
  plain.groups = problem.groups;
  plain.has_weight = plain.has_bias = plain.track_running_stats = false;
  return plain;
}

// Copies a group scaled to a largest magnitude in [1, 2), which leaves the condition number alone
// and keeps the variance from under- or overflowing. False where the group has an element that is
// not finite.
bool copy_scaled(const Problem& problem, std::int64_t group, const Tensor& from, Tensor& to) {
  double largest = 0;
  bool finite = true;
  each_element(problem, group, [&](std::int64_t i) {
    finite = finite && std::isfinite(from.get(i));
    largest = std::max(largest, std::abs(from.get(i)));
  });
  const int shift = finite && largest > 0 ? -std::ilogb(largest) : 0;
  each_element(problem, group,
               [&](std::int64_t i) { to.set(i, finite ? std::ldexp(from.get(i), shift) : 0); });
  return finite;
}

}  // namespace

std::vector<std::string> condition_numbers(const Problem& problem, const Tensor& x) {
  const Problem plain = statistics_of(problem);
  const std::int64_t groups = operator_of(plain).group_count(plain.shape, plain.groups);
  Tensors inputs;
  Tensor scaled = make_array(plain, Role::kX);
  std::vector<bool> finite;
  for (std::int64_t g = 0; g < groups; ++g) finite.push_back(copy_scaled(plain, g, x, scaled));
  inputs.arrays.emplace(Role::kX, std::move(scaled));
  const Tensors exact = reference::solve(plain, inputs, {}).outputs;
  std::vector<std::string> numbers;
  for (std::int64_t g = 0; g < groups; ++g) {
    const double mean = exact.at(Role::kSaveMean).get(g);
    const double variance = exact.at(Role::kSaveVar).get(g);
    const double number = variance == 0 ? std::numeric_limits<double>::infinity()
                                        : std::sqrt(1 + mean * mean / variance);
    const bool defined = finite[static_cast<std::size_t>(g)];
    numbers.push_back(four_digits(defined ? number : std::numeric_limits<double>::quiet_NaN()));
  }
  return numbers;
}

}  // namespace normaudit::golden
