#pragma once
// All four passes on one set of arrays, plain and fused, and every bit they leave.

#include <string>
#include <vector>

#include "tests/fast/arrays.h"
#include "tests/fast/step_arrays.h"

namespace normaudit::fast {

template <class T>
struct StepInputs {
  using S = Statistic<T>;
  Guarded<T> x, dy, residual;
  std::vector<S> weight, bias, running_mean, running_var;

  explicit StepInputs(const Layout& layout) : x(layout), dy(x), residual(x) {
    // Spread over [-1, 1) about these; the last one lies far off where the pivot is looked for.
    constexpr double kMeans[] = {0.5, -60, 0, 1000, 2};
    Draw draw(7);
    for (std::int64_t c = 0; c < layout.channels(); ++c) {
      weight.push_back(static_cast<S>(c % 7 == 5 ? 0 : 1 + 0.5 * draw()));
      bias.push_back(static_cast<S>(draw()));
      running_mean.push_back(static_cast<S>(kMeans[c % 5] + 0.25 * draw()));
      running_var.push_back(static_cast<S>(0.5 + 0.25 * draw()));
    }
    for (std::int64_t i = 0; i < x.count(); ++i) {
      const std::int64_t c = channel_of(layout, i);
      const double far = c % 5 == 4 && is_sampled(layout, i) ? 900 : 0;
      x[i] = rounded<T>(kMeans[c % 5] + far + draw());
      dy[i] = rounded<T>(draw());
      residual[i] = rounded<T>(draw());
    }
  }

  StepInputs moved_to(std::int64_t offset) const {
    StepInputs result = *this;
    for (auto* each : {&result.x, &result.dy, &result.residual}) *each = each->moved_to(offset);
    return result;
  }
};

template <class T>
struct StepOutputs {
  using S = Statistic<T>;
  Guarded<T> y, dx, dresidual, y_inference, dx_inference, dresidual_inference;
  std::vector<S> running_mean, running_var, save_mean, save_var, save_invstd;
  std::vector<S> dweight, dbias, dweight_inference, dbias_inference;

  StepOutputs(const StepInputs<T>& in, std::int64_t offset)
      : y(Guarded<T>::like(in.x, offset)),
        dx(y),
        dresidual(y),
        y_inference(y),
        dx_inference(y),
        dresidual_inference(y),
        running_mean(in.running_mean),
        running_var(in.running_var) {
    for (auto* each : {&save_mean, &save_var, &save_invstd, &dweight, &dbias, &dweight_inference,
                       &dbias_inference}) {
      each->resize(in.weight.size());
    }
  }

  /// Names the first array whose bits differ, or that was written beside its elements. Any NaN is
  /// like any other.
  std::string difference(const StepOutputs& other) const {
    const std::pair<const char*, Guarded<T> StepOutputs::*> data[] = {
        {"y", &StepOutputs::y},
        {"dx", &StepOutputs::dx},
        {"dresidual", &StepOutputs::dresidual},
        {"y of inference", &StepOutputs::y_inference},
        {"dx of inference", &StepOutputs::dx_inference},
        {"dresidual of inference", &StepOutputs::dresidual_inference}};
    for (const auto& [name, array] : data) {
      if (!(this->*array).surroundings_intact()) return std::string(name) + " beside its elements";
      if (!alike((this->*array).patterns(), (other.*array).patterns(), kDtype<T>)) return name;
    }
    const std::pair<const char*, std::vector<S> StepOutputs::*> vectors[] = {
        {"save_mean", &StepOutputs::save_mean},
        {"save_var", &StepOutputs::save_var},
        {"save_invstd", &StepOutputs::save_invstd},
        {"running_mean", &StepOutputs::running_mean},
        {"running_var", &StepOutputs::running_var},
        {"dweight", &StepOutputs::dweight},
        {"dbias", &StepOutputs::dbias},
        {"dweight of inference", &StepOutputs::dweight_inference},
        {"dbias of inference", &StepOutputs::dbias_inference}};
    for (const auto& [name, array] : vectors) {
      if (!alike(patterns_of(this->*array), patterns_of(other.*array), kDtype<S>)) return name;
    }
    return "";
  }

 private:
  static std::vector<Pattern<S>> patterns_of(const std::vector<S>& array) {
    std::vector<Pattern<S>> result;
    for (const S each : array) result.push_back(pattern_of(each));
    return result;
  }
  template <class P>
  static bool alike(const std::vector<P>& a, const std::vector<P>& b, Dtype dtype) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [dtype](P x, P y) {
      return x == y || (is_nan(dtype, x) && is_nan(dtype, y));
    });
  }
};

template <class T>
StepArrays<T> arrays_of(const StepInputs<T>& in, StepOutputs<T>& out) {
  return {.x = in.x.span(),
          .dy = in.dy.span(),
          .residual = in.residual.span(),
          .weight = in.weight,
          .bias = in.bias,
          .stored_mean = in.running_mean,
          .stored_var = in.running_var,
          .y = out.y.span(),
          .dx = out.dx.span(),
          .dresidual = out.dresidual.span(),
          .y_inference = out.y_inference.span(),
          .dx_inference = out.dx_inference.span(),
          .dresidual_inference = out.dresidual_inference.span(),
          .running_mean = out.running_mean,
          .running_var = out.running_var,
          .save_mean = out.save_mean,
          .save_var = out.save_var,
          .save_invstd = out.save_invstd,
          .dweight = out.dweight,
          .dbias = out.dbias,
          .dweight_inference = out.dweight_inference,
          .dbias_inference = out.dbias_inference};
}

struct StepCall {
  Layout layout;
  std::int64_t offset = 0;
  Fused fused = Fused::kNo;
};

template <class T>
StepOutputs<T> whole_step(const StepInputs<T>& in, const StepCall& step, const Options& options) {
  StepOutputs<T> out(in, step.offset);
  run_step(arrays_of(in, out), {step.layout, step.fused, options});
  return out;
}

}  // namespace normaudit::fast
