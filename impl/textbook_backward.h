#pragma once
// The two backward passes behind every textbook backend, operation by operation as impl/README.md
// lists them; for operators whose groups are the channels.

#include "impl/group_view.h"
#include "impl/textbook_call.h"

namespace normaudit {

/// The sums in order, added in the format `Sum` and rounded once to T; the terms are T's.
template <class Sum, class T>
GradientSums<T> gradient_sums_in(const TextbookCall<T>& call, const Group& group, T mean) {
  const View<const T> x = call.input(Role::kX);
  const View<const T> dy = call.input(Role::kDy);
  GradientSums<Sum> sums;
  for_each_place(group, x.map->spatial_count(),
                 [&](std::int64_t n, std::int64_t c, std::int64_t s) {
                   const T term = (x(n, c, s) - mean) * dy(n, c, s);
                   sums.dy = sums.dy + static_cast<Sum>(dy(n, c, s));
                   sums.dot = sums.dot + static_cast<Sum>(term);
                 });
  return {.dy = static_cast<T>(sums.dy), .dot = static_cast<T>(sums.dot)};
}

/// dbias = s, dweight = p*invstd; an empty channel has none of either, whatever invstd is.
template <class T>
void store_affine_gradients(const TextbookCall<T>& call, const Group& group,
                            const GradientSums<T>& sums, T invstd) {
  const std::int64_t channel = group.first_channel;
  const bool empty = group.samples * call.problem.shape.spatial_count() == 0;
  if (auto dbias = call.optional_output(Role::kDbias)) (*dbias)[channel] = sums.dy;
  if (auto dweight = call.optional_output(Role::kDweight)) {
    (*dweight)[channel] = empty ? T{0} : sums.dot * invstd;
  }
}

/// dx = (dy_part*invstd)*weight with dy_part(x, dy) the pass's own part of the formula, written so
/// that it takes numbers and whole arrays.
template <class T, class DyPart>
void store_dx_in_order(const TextbookCall<T>& call, const Group& group, T invstd, DyPart dy_part) {
  const auto dx = call.optional_output(Role::kDx);
  if (!dx) return;
  const View<const T> x = call.input(Role::kX);
  const View<const T> dy = call.input(Role::kDy);
  const auto weight = call.optional_input(Role::kWeight);
  for_each_place(group, x.map->spatial_count(),
                 [&](std::int64_t n, std::int64_t c, std::int64_t s) {
                   T value = dy_part(x(n, c, s), dy(n, c, s)) * invstd;
                   if (weight) value = value * (*weight)[c];
                   (*dx)(n, c, s) = value;
                 });
}

/// dx = (((dy - s/n) - (x - mean)*k)*invstd)*weight, k = ((p*invstd)*invstd)/n.
template <class Formula, class T>
void textbook_backward(const TextbookCall<T>& call) {
  const auto n = static_cast<T>(group_size(call.problem));
  for (std::int64_t index = 0; index < call.group_count(); ++index) {
    const Group group = call.group(index);
    const T mean = call.input(Role::kSaveMean)[index];
    const T invstd = call.input(Role::kSaveInvstd)[index];
    const GradientSums<T> sums = Formula::gradient_sums(call, group, mean);
    store_affine_gradients(call, group, sums, invstd);
    const T mean_dy = sums.dy / n;
    const T k = sums.dot * invstd * invstd / n;
    Formula::store_dx(call, group, invstd, [&](const auto& x, const auto& dy) {
      return (dy - mean_dy) - (x - mean) * k;
    });
  }
}

/// dx = (dy*invstd)*weight: the running statistics do not depend on x.
template <class Formula, class T>
void textbook_backward_inference(const TextbookCall<T>& call) {
  for (std::int64_t index = 0; index < call.group_count(); ++index) {
    const Group group = call.group(index);
    const T mean = call.input(Role::kRunningMean)[index];
    const T invstd = inverse_deviation(call.input(Role::kRunningVar)[index], call.eps);
    store_affine_gradients(call, group, Formula::gradient_sums(call, group, mean), invstd);
    Formula::store_dx(call, group, invstd, [](const auto&, const auto& dy) { return dy; });
  }
}

}  // namespace normaudit
