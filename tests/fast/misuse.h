#pragma once
// Calls with one thing wrong, and the sentence with which each is refused.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "normaudit/fast.h"

namespace normaudit::fast {

inline constexpr float kUntouched = 77;

/// Arrays of 2 x 3 x 4 numbers, for any of the four calls.
struct Arrays {
  Layout layout = Layout::nchw({2, 3, 4});
  std::vector<float> x = std::vector<float>(24, 1.0f);
  std::vector<float> dy = x, residual = x;
  std::vector<float> y = std::vector<float>(24, kUntouched), dx = y, dresidual = y;
  std::vector<float> weight = std::vector<float>(3, 1.0f), bias = weight;
  std::vector<float> mean = weight, var = weight;
  std::vector<float> running_mean = std::vector<float>(3, kUntouched), running_var = running_mean;
  std::vector<float> save_mean = running_mean, save_var = running_mean, save_invstd = running_mean;
  std::vector<float> dweight = running_mean, dbias = running_mean;

  ForwardTraining<float> training() {
    return {layout,       x,           y,  weight,    bias,     residual,   false,
            running_mean, running_var, {}, save_mean, save_var, save_invstd};
  }
  Inference<float> inference() { return {layout, x, y, mean, var, weight, bias, residual, false}; }
  Backward<float> backward() {
    return {layout, x, dy, mean, var, weight, residual, dx, dweight, dbias, dresidual};
  }
  BackwardInference<float> backward_inference() {
    return {layout, x, dy, mean, var, weight, residual, dx, dweight, dbias, dresidual};
  }

  bool untouched() const {
    bool result = true;
    for (const auto* each : {&y, &dx, &dresidual, &running_mean, &running_var, &save_mean,
                             &save_var, &save_invstd, &dweight, &dbias}) {
      result = result && *each == std::vector<float>(each->size(), kUntouched);
    }
    for (const auto* each : {&x, &dy, &residual, &weight, &bias, &mean, &var}) {
      result = result && *each == std::vector<float>(each->size(), 1.0f);
    }
    return result;
  }
};

template <class Run>
std::string refusal(const Arrays& arrays, Run run) {
  std::string sentence = "accepted";
  try {
    run();
  } catch (const Misuse& misuse) {
    sentence = misuse.what();
    EXPECT_TRUE(arrays.untouched()) << sentence;
  }
  return sentence;
}

/// The part of a sentence that says what is wrong.
inline std::string what(const std::string& sentence) {
  const std::size_t found = sentence.find(": ");
  return found == std::string::npos ? sentence : sentence.substr(found + 2);
}

struct Changes {
  std::function<void(ForwardTraining<float>&, Arrays&)> call;
  Options options = {};
};

inline std::string of_training(const Changes& changes) {
  Arrays arrays;
  ForwardTraining<float> call = arrays.training();
  if (changes.call) changes.call(call, arrays);
  return what(refusal(arrays, [&] { forward_training<float>(call, changes.options); }));
}
inline std::string of_training(std::function<void(ForwardTraining<float>&, Arrays&)> call) {
  return of_training(Changes{std::move(call)});
}
inline std::string of_options(const Options& options) { return of_training(Changes{{}, options}); }

inline std::string of_layout(const Layout& layout) {
  return of_training([&](auto& call, Arrays&) { call.layout = layout; });
}

inline std::string of_inference(const std::function<void(Inference<float>&, Arrays&)>& change) {
  Arrays arrays;
  Inference<float> call = arrays.inference();
  change(call, arrays);
  return what(refusal(arrays, [&] { inference<float>(call); }));
}

/// What both backward passes say, which must be the same.
template <class Change>
inline std::string of_backward(Change change) {
  Arrays arrays;
  Backward<float> call = arrays.backward();
  change(call, arrays);
  const std::string sentence = what(refusal(arrays, [&] { backward<float>(call); }));
  BackwardInference<float> other = arrays.backward_inference();
  change(other, arrays);
  EXPECT_EQ(what(refusal(arrays, [&] { backward_inference<float>(other); })), sentence);
  return sentence;
}

/// A call without arrays.
template <class Call>
Call bare(const Layout& layout) {
  Call call;
  call.layout = layout;
  return call;
}

}  // namespace normaudit::fast
