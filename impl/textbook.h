#pragma once
// A whole backend from one formula: a struct that derives from Textbook and has
// `moments(const GroupView<T>&)` for T float and double; what it does otherwise beside that, it
// hides.

#include <string>

#include "impl/textbook_backward.h"
#include "impl/textbook_forward.h"

namespace normaudit {

/// The steps that most formulas share.
struct Textbook {
  template <class T>
  static void normalize(const TextbookCall<T>& call, const Group& group, T mean, T invstd) {
    normalize_group(call, group, mean, invstd);
  }
  template <class T>
  static GradientSums<T> gradient_sums(const TextbookCall<T>& call, const Group& group, T mean) {
    return gradient_sums_in<T>(call, group, mean);
  }
  template <class T, class DyPart>
  static void store_dx(const TextbookCall<T>& call, const Group& group, T invstd, DyPart dy_part) {
    store_dx_in_order(call, group, invstd, dy_part);
  }
};

/// The reason why a textbook backend does not take the problem, or empty.
std::string textbook_supports(const Problem& problem);

template <class Formula, class T>
void run_textbook_as(const TextbookCall<T>& call) {
  switch (call.problem.pass) {
    case Pass::kForwardTraining:
      return textbook_forward_training<Formula>(call);
    case Pass::kInference:
      return textbook_inference<Formula>(call);
    case Pass::kBackward:
      return textbook_backward<Formula>(call);
    case Pass::kBackwardInference:
      return textbook_backward_inference<Formula>(call);
  }
}

template <class Formula>
void run_textbook(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  OperationArrays arrays(problem, inputs, outputs);
  if (operations_dtype(problem) == Dtype::kFloat64) {
    run_textbook_as<Formula>(TextbookCall<double>{problem, arrays});
  } else {
    run_textbook_as<Formula>(TextbookCall<float>{problem, arrays});
  }
  arrays.store();
}

}  // namespace normaudit
