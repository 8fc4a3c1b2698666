#pragma once
// A whole backend from one statistics formula: `Statistics::moments<T>(GroupView<T>)`, for float
// and double.

#include <string>

#include "impl/textbook_backward.h"
#include "impl/textbook_forward.h"

namespace normaudit {

/// The reason why a textbook backend does not take the problem, or empty.
std::string textbook_supports(const Problem& problem);

template <class Statistics, class T>
void run_textbook_as(const TextbookCall<T>& call) {
  switch (call.problem.pass) {
    case Pass::kForwardTraining:
      return textbook_forward_training<Statistics>(call);
    case Pass::kInference:
      return textbook_inference(call);
    case Pass::kBackward:
      return textbook_backward(call);
    case Pass::kBackwardInference:
      return textbook_backward_inference(call);
  }
}

template <class Statistics>
void run_textbook(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  if (problem.dtype == Dtype::kFloat64) {
    run_textbook_as<Statistics>(TextbookCall<double>{problem, inputs, outputs});
  } else {
    run_textbook_as<Statistics>(TextbookCall<float>{problem, inputs, outputs});
  }
}

}  // namespace normaudit
