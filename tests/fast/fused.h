#pragma once
// Fused calls beside what they stand for: the plain call, then + residual and max(., 0) element by
// element; the plain call on dy where y > 0. Text mutants of the kernels take a copy of this file.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "normaudit/fast.h"

namespace normaudit::fast {

/// T is float or double: shorter formats round between the two calls.
template <class T>
class FusedCalls {
 public:
  /// Options and layout are the callers'; numbers are drawn.
  FusedCalls(const Layout& layout, const Options& options)
      : layout_(layout), options_(options), size_(layout.span_count()) {
    options_.allow_one_number = true;
    std::uint32_t word = 1;
    for (auto* each : {&x_, &dy_, &residual_}) {
      for (std::int64_t i = 0; i < size_; ++i) {
        word = word * 1664525u + 1013904223u;
        each->push_back(static_cast<T>(word >> 8) / static_cast<T>(1 << 23) - 1);
      }
    }
    // Sums of exactly 0, and NaN where max() may lose it: y is the residual where the weight is 0.
    for (std::int64_t i = 0; i < size_; i += 5) residual_[i] = i % 3 == 0 ? T{-0.0} : T{0};
    for (std::int64_t i = 3; i < size_; i += 11) residual_[i] = static_cast<T>(NAN);
    residual_ = elements(residual_);
    for (std::int64_t c = 0; c < layout.channels(); ++c) {
      weight_.push_back(c % 3 == 1 ? T{0} : static_cast<T>(0.75) - static_cast<T>(c % 2));
      bias_.push_back(c % 3 == 1 ? T{0} : static_cast<T>(0.25));
      mean_.push_back(static_cast<T>(0.125));
      var_.push_back(static_cast<T>(0.5));
    }
  }

  /// What differs, or nothing.
  std::string finding() const {
    for (const bool relu : {true, false}) {
      for (const bool add : {true, false}) {
        const std::string which = std::string(add ? " + residual" : "") + (relu ? ", relu" : "");
        if (differ(after(forward({}, false), add, relu), forward(residual(add), relu))) {
          return "forward_training" + which;
        }
        if (differ(after(stored({}, false), add, relu), stored(residual(add), relu))) {
          return "inference" + which;
        }
      }
    }
    return masked<Backward<T>>("backward") + masked<BackwardInference<T>>("backward_inference");
  }

 private:
  using Numbers = std::vector<T>;
  struct Gradients {
    Numbers dx, dresidual, dweight, dbias;
  };

  std::span<const T> residual(bool add) const {
    return add ? std::span<const T>(residual_) : std::span<const T>();
  }
  Numbers forward(std::span<const T> residual, bool relu) const {
    Numbers y(size_);
    ForwardTraining<T> call{.layout = layout_, .x = x_, .y = y};
    call.weight = weight_;
    call.bias = bias_;
    call.residual = residual;
    call.relu = relu;
    forward_training<T>(call, options_);
    return elements(y);
  }
  Numbers stored(std::span<const T> residual, bool relu) const {
    Numbers y(size_);
    Inference<T> call{
        .layout = layout_, .x = x_, .y = y, .running_mean = mean_, .running_var = var_};
    call.weight = weight_;
    call.bias = bias_;
    call.residual = residual;
    call.relu = relu;
    inference<T>(call, options_);
    return elements(y);
  }
  Numbers after(Numbers y, bool add, bool relu) const {
    for (std::int64_t i = 0; i < size_; ++i) {
      if (add) y[i] = y[i] + residual_[i];
      if (relu && y[i] < 0) y[i] = 0;
    }
    return y;
  }

  static void differentiate(const Backward<T>& call, const Options& options) {
    backward<T>(call, options);
  }
  static void differentiate(const BackwardInference<T>& call, const Options& options) {
    backward_inference<T>(call, options);
  }
  template <class Call>
  Gradients gradients(const Numbers& dy, std::span<const T> y) const {
    Gradients out{Numbers(size_), Numbers(size_), Numbers(mean_.size()), Numbers(mean_.size())};
    // Mean, and variance or invstd.
    Call call{layout_, x_, dy, mean_, var_};
    call.weight = weight_;
    call.y = y;
    call.dx = out.dx;
    call.dresidual = out.dresidual;
    call.dweight = out.dweight;
    call.dbias = out.dbias;
    differentiate(call, options_);
    return out;
  }
  template <class Call>
  std::string masked(const std::string& pass) const {
    // 0, -0, NaN, and numbers of both signs.
    const Numbers y = after(forward(residual_, false), false, false);
    Numbers counted = dy_;
    for (std::int64_t i = 0; i < size_; ++i) counted[i] = y[i] > 0 ? dy_[i] : T{0};
    const Gradients want = gradients<Call>(counted, {});
    const Gradients got = gradients<Call>(dy_, y);
    if (differ(elements(want.dresidual), elements(counted))) return pass + ": plain dresidual";
    if (differ(elements(got.dresidual), elements(counted))) return pass + ": dresidual";
    if (differ(elements(want.dx), elements(got.dx))) return pass + ": dx";
    if (differ(want.dweight, got.dweight)) return pass + ": dweight";
    return differ(want.dbias, got.dbias) ? pass + ": dbias" : "";
  }

  /// 0 in the gaps.
  Numbers elements(const Numbers& array) const {
    Numbers result(array.size());
    std::array<std::int64_t, 5> index{};
    for (std::int64_t i = 0; i < layout_.count(); ++i) {
      std::int64_t place = 0;
      for (int d = 0; d < layout_.rank; ++d) place += index[d] * layout_.strides[d];
      result[place] = array[place];
      for (int d = layout_.rank - 1; d >= 0 && ++index[d] == layout_.extents[d]; --d) index[d] = 0;
    }
    return result;
  }
  /// Other bits; any NaN is like any other.
  static bool differ(const Numbers& a, const Numbers& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) && std::isnan(b[i])) continue;
      if (std::memcmp(&a[i], &b[i], sizeof(T)) != 0) return true;
    }
    return false;
  }

  Layout layout_;
  Options options_;
  std::int64_t size_;
  Numbers x_, dy_, residual_, weight_, bias_, mean_, var_;
};

/// On runs, columns, small planes and gaps.
template <class T>
std::string fused_finding() {
  for (const Layout& layout : {Layout::nchw({3, 4, 9, 7}), Layout::nhwc({3, 21, 9}),
                               Layout::nchw({12, 5, 3, 3}), Layout::nchw({2, 3, 2050})}) {
    for (const Stores stores : {Stores::kOrdinary, Stores::kStreaming}) {
      const std::string found = FusedCalls<T>(layout, {.threads = 3, .stores = stores}).finding();
      if (!found.empty()) return found;
    }
  }
  return "";
}

}  // namespace normaudit::fast
