#pragma once
// The passes about the sums of pivoting.h: y = ((x - high) - low)*s + b, and gradients about the
// mean found again from x. docs/bounds.md, sections 6 and 8.

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "impl/group_view.h"
#include "impl/textbook_forward.h"
#include "tests/verdict/pivoting.h"

namespace normaudit::verdict {

template <class T>
std::vector<T> values_of(const GroupView<T>& view) {
  std::vector<T> values;
  view.for_each([&](T value) { values.push_back(value); });
  return values;
}

/// invstd*weight in one number where that is normal, else the two.
template <class T>
struct Scale {
  Scale(double invstd, std::optional<T> weight)
      : one(static_cast<T>(weight ? invstd * static_cast<double>(*weight) : invstd)),
        first(static_cast<T>(invstd)),
        second(weight) {}

  T operator()(T value) const {
    if (std::isnormal(one)) return value * one;
    return second ? (value * first) * *second : value * first;
  }

  T one;
  T first;
  std::optional<T> second;
};

template <class T>
struct Weights {
  explicit Weights(const TextbookCall<T>& call, std::int64_t channel) {
    if (const auto array = call.optional_input(Role::kWeight)) weight = (*array)[channel];
    if (const auto array = call.optional_input(Role::kBias)) bias = (*array)[channel];
  }
  std::optional<T> weight;
  std::optional<T> bias;
};

/// The mean is high + low.
template <class T>
struct PairedMean {
  T high;
  T low;
};

template <class T>
void write_y(const TextbookCall<T>& call, std::int64_t channel, PairedMean<T> mean, double invstd) {
  const View<const T> x = call.input(Role::kX);
  const View<T> y = call.output(Role::kY);
  const Weights<T> affine(call, channel);
  const Scale<T> scale(invstd, affine.weight);
  for_each_place(call.group(channel), x.map->spatial_count(),
                 [&](std::int64_t n, std::int64_t c, std::int64_t s) {
                   const T value = scale((x(n, c, s) - mean.high) - mean.low);
                   y(n, c, s) = affine.bias ? value + *affine.bias : value;
                 });
}

template <class T>
void train(const Pivoting& p, const TextbookCall<T>& call, std::int64_t channel) {
  const std::vector<T> x = values_of(GroupView<T>(call.input(Role::kX), call.group(channel)));
  const PivotedMoments<T> moments = moments_of_pivot(p, x);
  const double eps = call.problem.eps;
  const bool degenerate = moments.variance == 0 && eps == 0;
  const double invstd = degenerate ? 0 : inverse_deviation(moments.variance, eps);
  const Moments<T> stored{moments.high, static_cast<T>(moments.variance)};
  call.output(Role::kSaveMean)[channel] = stored.mean;
  call.output(Role::kSaveVar)[channel] = stored.variance;
  call.output(Role::kSaveInvstd)[channel] = static_cast<T>(invstd);
  const T low = p.slip == Slip::kLowMissing ? T{0} : moments.low;
  write_y<T>(call, channel, {moments.high, low}, invstd);
  if (!x.empty() && call.optional_output(Role::kRunningMean)) {
    update_running_statistics(call, channel, std::ssize(x), stored);
  }
}

template <class T>
struct PivotedGradients {
  double dy = 0;
  double dot = 0;
  T low = 0;
};

template <class T>
PivotedGradients<T> gradients_about(const Pivoting& p, const TextbookCall<T>& call,
                                    std::int64_t channel, T mean) {
  const Group group = call.group(channel);
  const std::vector<T> x = values_of(GroupView<T>(call.input(Role::kX), group));
  const std::vector<T> dy = values_of(GroupView<T>(call.input(Role::kDy), group));
  std::vector<T> d;
  std::vector<T> products;
  for (std::size_t i = 0; i < x.size(); ++i) {
    d.push_back(x[i] - mean);
    products.push_back(d[i] * dy[i]);
  }
  PivotedGradients<T> result{.dy = sum_of(p, dy), .dot = sum_of(p, products)};
  const bool recentres =
      call.problem.pass == Pass::kBackward && p.slip != Slip::kNotRecentred && !x.empty();
  if (!recentres) return result;
  const double low = sum_of(p, d) / static_cast<double>(x.size());
  result.dot = result.dot - low * result.dy;
  result.low = static_cast<T>(low);
  return result;
}

template <class T>
void back(const Pivoting& p, const TextbookCall<T>& call, std::int64_t channel) {
  const bool stored = call.problem.pass == Pass::kBackwardInference;
  const T mean = call.input(stored ? Role::kRunningMean : Role::kSaveMean)[channel];
  const double invstd =
      stored ? inverse_deviation(static_cast<double>(call.input(Role::kRunningVar)[channel]),
                                 call.problem.eps)
             : static_cast<double>(call.input(Role::kSaveInvstd)[channel]);
  const PivotedGradients<T> sums = gradients_about(p, call, channel, mean);
  const std::int64_t count = group_size(call.problem);
  const auto n = static_cast<double>(count);
  if (const auto dbias = call.optional_output(Role::kDbias)) {
    (*dbias)[channel] = static_cast<T>(sums.dy);
  }
  if (const auto dweight = call.optional_output(Role::kDweight)) {
    (*dweight)[channel] = count == 0 ? T{0} : static_cast<T>(sums.dot * invstd);
  }
  const auto dx = call.optional_output(Role::kDx);
  if (!dx) return;
  const Scale<T> scale(invstd, Weights<T>(call, channel).weight);
  const T c = static_cast<T>(sums.dy / n);
  const T k = static_cast<T>(((sums.dot * invstd) * invstd) / n);
  const View<const T> x = call.input(Role::kX);
  const View<const T> dy = call.input(Role::kDy);
  for_each_place(call.group(channel), x.map->spatial_count(),
                 [&](std::int64_t i, std::int64_t j, std::int64_t s) {
                   const T deviation = (x(i, j, s) - mean) - sums.low;
                   const T value = stored ? dy(i, j, s) : (dy(i, j, s) - c) - deviation * k;
                   (*dx)(i, j, s) = scale(value);
                 });
}

template <class T>
void run_pivoted_as(const Pivoting& p, const TextbookCall<T>& call) {
  const Pass pass = call.problem.pass;
  if (pass == Pass::kForwardTraining && call.optional_output(Role::kRunningMean)) {
    call.arrays.count_batch();
  }
  for (std::int64_t channel = 0; channel < call.group_count(); ++channel) {
    if (pass == Pass::kForwardTraining) {
      train(p, call, channel);
    } else if (is_backward(pass)) {
      back(p, call, channel);
    } else {
      const auto variance = static_cast<double>(call.input(Role::kRunningVar)[channel]);
      write_y<T>(call, channel, {call.input(Role::kRunningMean)[channel], T{0}},
                 inverse_deviation(variance, call.problem.eps));
    }
  }
}

}  // namespace normaudit::verdict
