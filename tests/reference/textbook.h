#pragma once
// Batch norm by its textbook formulas in interval arithmetic: mean, then deviations, then their
// squares; no sums of squares, no W, no P. Ioffe, Szegedy, arXiv 1502.03167.

#include <map>
#include <vector>

#include "core/problem.h"
#include "tests/reference/interval.h"

namespace normaudit::reference {

using Enclosures = std::map<Role, std::vector<Interval>>;

/// One channel's numbers.
struct Channel {
  std::vector<std::int64_t> logical;
  std::vector<Interval> x;
  std::vector<Interval> dy;
  Interval weight{1};
  Interval bias{0};
  Interval running_mean;
  Interval running_var;
};

inline Channel channel_of(const Problem& problem, const Tensors& inputs, std::int64_t c) {
  Channel channel;
  const std::int64_t places = problem.shape.spatial_count();
  for (std::int64_t n = 0; n < problem.shape.batch; ++n) {
    for (std::int64_t s = 0; s < places; ++s) {
      const std::int64_t logical = (n * problem.shape.channels + c) * places + s;
      channel.logical.push_back(logical);
      channel.x.emplace_back(inputs.at(Role::kX).get(logical));
      if (inputs.has(Role::kDy)) channel.dy.emplace_back(inputs.at(Role::kDy).get(logical));
    }
  }
  const auto read = [&](Role role, Interval& value) {
    if (inputs.has(role)) value = Interval(inputs.at(role).get(c));
  };
  read(Role::kWeight, channel.weight);
  read(Role::kBias, channel.bias);
  read(Role::kRunningMean, channel.running_mean);
  read(Role::kRunningVar, channel.running_var);
  return channel;
}

inline Interval total(const std::vector<Interval>& terms) {
  Interval sum;
  for (const Interval& term : terms) sum = sum + term;
  return sum;
}

inline void enclose_channel(const Problem& problem, const Channel& channel, Enclosures& out) {
  const Interval one(1);
  const Interval n(static_cast<double>(channel.x.size()));
  const bool running = uses_running_statistics(problem.pass);
  const Interval mean = running ? channel.running_mean : total(channel.x) / n;
  std::vector<Interval> deviations;
  std::vector<Interval> squares;
  for (const Interval& x : channel.x) {
    deviations.push_back(x - mean);
    squares.push_back(deviations.back() * deviations.back());
  }
  const Interval var = running ? channel.running_var : total(squares) / n;
  const Interval invstd = one / sqrt(var + Interval(problem.eps));
  const auto put = [&](Role role, std::size_t i, const Interval& value) {
    out[role].at(static_cast<std::size_t>(channel.logical[i])) = value;
  };
  if (!is_backward(problem.pass)) {
    for (std::size_t i = 0; i < channel.x.size(); ++i) {
      put(Role::kY, i, deviations[i] * invstd * channel.weight + channel.bias);
    }
    if (running) return;
    out[Role::kSaveMean].push_back(mean);
    out[Role::kSaveVar].push_back(var);
    out[Role::kSaveInvstd].push_back(invstd);
    const Interval batches(static_cast<double>(problem.num_batches_tracked + 1));
    const Interval m = problem.momentum ? Interval(*problem.momentum) : one / batches;
    const Interval unbiased = total(squares) / (n - one);
    out[Role::kRunningMean].push_back((one - m) * channel.running_mean + m * mean);
    out[Role::kRunningVar].push_back((one - m) * channel.running_var + m * unbiased);
    return;
  }
  std::vector<Interval> normalized_dy;
  for (std::size_t i = 0; i < channel.x.size(); ++i) {
    normalized_dy.push_back(deviations[i] * invstd * channel.dy[i]);
  }
  const Interval dbias = total(channel.dy);
  const Interval dweight = total(normalized_dy);
  out[Role::kDbias].push_back(dbias);
  out[Role::kDweight].push_back(dweight);
  for (std::size_t i = 0; i < channel.x.size(); ++i) {
    const Interval through_batch =
        running ? Interval() : dbias / n + deviations[i] * invstd * dweight / n;
    put(Role::kDx, i, channel.weight * invstd * (channel.dy[i] - through_batch));
  }
}

/// Every output of a batch_norm problem whose inputs are finite.
inline Enclosures enclose(const Problem& problem, const Tensors& inputs) {
  Enclosures out;
  const Role data = is_backward(problem.pass) ? Role::kDx : Role::kY;
  out[data].resize(static_cast<std::size_t>(problem.shape.count()));
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    enclose_channel(problem, channel_of(problem, inputs, c), out);
  }
  return out;
}

}  // namespace normaudit::reference
