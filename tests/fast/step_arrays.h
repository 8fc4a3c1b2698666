#pragma once
// The arrays of all four passes on one problem, wherever they lie, and the four calls.

#include <span>

#include "normaudit/fast.h"

namespace normaudit::fast {

enum class Fused : std::uint8_t { kNo, kYes };

template <class T>
struct StepArrays {
  using S = Statistic<T>;
  std::span<const T> x, dy, residual;
  std::span<const S> weight, bias, stored_mean, stored_var;
  std::span<T> y, dx, dresidual, y_inference, dx_inference, dresidual_inference;
  std::span<S> running_mean, running_var, save_mean, save_var, save_invstd;
  std::span<S> dweight, dbias, dweight_inference, dbias_inference;

  /// Calls visit(span) for each.
  template <class Visit>
  void for_each(Visit visit) {
    for (auto* each : {&x, &dy, &residual}) visit(*each);
    for (auto* each : {&weight, &bias, &stored_mean, &stored_var}) visit(*each);
    for (auto* each : {&y, &dx, &dresidual, &y_inference, &dx_inference, &dresidual_inference}) {
      visit(*each);
    }
    for (auto* each : {&running_mean, &running_var, &save_mean, &save_var, &save_invstd, &dweight,
                       &dbias, &dweight_inference, &dbias_inference}) {
      visit(*each);
    }
  }
};

struct StepPlan {
  Layout layout;
  Fused fused = Fused::kNo;
  Options options = {};
};

template <class T>
void run_step(const StepArrays<T>& arrays, const StepPlan& plan) {
  const Layout& layout = plan.layout;
  const bool fused = plan.fused == Fused::kYes;
  const auto if_fused = [fused](std::span<const T> array) {
    return fused ? array : std::span<const T>();
  };
  Options options = plan.options;
  options.allow_one_number = true;
  forward_training<T>({.layout = layout,
                       .x = arrays.x,
                       .y = arrays.y,
                       .weight = arrays.weight,
                       .bias = arrays.bias,
                       .residual = if_fused(arrays.residual),
                       .relu = fused,
                       .running_mean = arrays.running_mean,
                       .running_var = arrays.running_var,
                       .save_mean = arrays.save_mean,
                       .save_var = arrays.save_var,
                       .save_invstd = arrays.save_invstd},
                      options);
  inference<T>({.layout = layout,
                .x = arrays.x,
                .y = arrays.y_inference,
                .running_mean = arrays.stored_mean,
                .running_var = arrays.stored_var,
                .weight = arrays.weight,
                .bias = arrays.bias,
                .residual = if_fused(arrays.residual),
                .relu = fused},
               options);
  backward<T>({.layout = layout,
               .x = arrays.x,
               .dy = arrays.dy,
               .save_mean = arrays.save_mean,
               .save_invstd = arrays.save_invstd,
               .weight = arrays.weight,
               .y = if_fused(arrays.y),
               .dx = arrays.dx,
               .dweight = arrays.dweight,
               .dbias = arrays.dbias,
               .dresidual = arrays.dresidual},
              options);
  backward_inference<T>({.layout = layout,
                         .x = arrays.x,
                         .dy = arrays.dy,
                         .running_mean = arrays.stored_mean,
                         .running_var = arrays.stored_var,
                         .weight = arrays.weight,
                         .y = if_fused(arrays.y_inference),
                         .dx = arrays.dx_inference,
                         .dweight = arrays.dweight_inference,
                         .dbias = arrays.dbias_inference,
                         .dresidual = arrays.dresidual_inference},
                        options);
}

}  // namespace normaudit::fast
