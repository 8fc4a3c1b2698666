#pragma once
// The two forward passes behind every textbook backend, operation by operation as impl/README.md
// lists them.

#include "impl/group_view.h"
#include "impl/textbook_call.h"

namespace normaudit {

/// y = ((x - mean)*invstd)*weight + bias over one group; an absent weight or bias costs no
/// operation.
template <class T>
void normalize_group(const TextbookCall<T>& call, const Group& group, T mean, T invstd) {
  const View<const T> x = call.input(Role::kX);
  const auto weight = call.optional_input(Role::kWeight);
  const auto bias = call.optional_input(Role::kBias);
  const View<T> y = call.output(Role::kY);
  for_each_place(group, x.map->spatial_count(),
                 [&](std::int64_t n, std::int64_t c, std::int64_t s) {
                   const std::int64_t a = call.affine_index(c, s);
                   T value = (x(n, c, s) - mean) * invstd;
                   if (weight) value = value * (*weight)[a];
                   if (bias) value = value + (*bias)[a];
                   y(n, c, s) = value;
                 });
}

/// running = (1 - m)*running + m*batch, with the unbiased variance written variance*(n/(n - 1)):
/// one element has 0*(1/0), which is NaN as its variance is.
template <class T>
void update_running_statistics(const TextbookCall<T>& call, std::int64_t index, std::int64_t count,
                               const Moments<T>& moments) {
  const Problem& problem = call.problem;
  const T m = problem.momentum ? static_cast<T>(*problem.momentum)
                               : T{1} / static_cast<T>(call.arrays.num_batches_tracked() + 1);
  const T unbiased = moments.variance * (static_cast<T>(count) / static_cast<T>(count - 1));
  T& mean = call.output(Role::kRunningMean)[index];
  T& variance = call.output(Role::kRunningVar)[index];
  mean = (T{1} - m) * mean + m * moments.mean;
  variance = (T{1} - m) * variance + m * unbiased;
}

/// `Formula::moments(GroupView<T>)` is called for groups that have elements. An empty group has NaN
/// for statistics and leaves the running ones alone; its batch is counted all the same. y follows
/// from the statistics before they are rounded to their own format.
template <class Formula, class T>
void textbook_forward_training(const TextbookCall<T>& call) {
  const View<const T> x = call.input(Role::kX);
  constexpr T kNan = std::numeric_limits<T>::quiet_NaN();
  if (call.optional_output(Role::kRunningMean)) call.arrays.count_batch();
  for (std::int64_t index = 0; index < call.group_count(); ++index) {
    const Group group = call.group(index);
    const GroupView<T> elements(x, group);
    const bool empty = elements.count() == 0;
    const Moments<T> moments =
        empty ? Moments<T>{kNan, kNan} : Formula::template moments<T>(elements);
    const bool degenerate = moments.variance == 0 && call.eps == 0;
    const T invstd = degenerate ? T{0} : inverse_deviation(moments.variance, call.eps);
    call.output(Role::kSaveMean)[index] = moments.mean;
    call.output(Role::kSaveVar)[index] = moments.variance;
    call.output(Role::kSaveInvstd)[index] = invstd;
    Formula::normalize(call, group, moments.mean, invstd);
    if (!empty && call.optional_output(Role::kRunningMean)) {
      update_running_statistics(call, index, elements.count(), moments);
    }
  }
}

template <class Formula, class T>
void textbook_inference(const TextbookCall<T>& call) {
  for (std::int64_t index = 0; index < call.group_count(); ++index) {
    const T invstd = inverse_deviation(call.input(Role::kRunningVar)[index], call.eps);
    Formula::normalize(call, call.group(index), call.input(Role::kRunningMean)[index], invstd);
  }
}

}  // namespace normaudit
