// two_pass with elements in T and every sum over a group in float64, as PyTorch adds on the CPU for
// float32 (acc_type<float> is double there): aten/src/ATen/native/Normalization.cpp.
#include "core/backend.h"
#include "impl/textbook.h"
#include "impl/two_pass.h"

namespace normaudit {
namespace {

struct TwoPassWideSums : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    return two_pass_moments<double>(x);
  }
  template <class T>
  static GradientSums<T> gradient_sums(const TextbookCall<T>& call, const Group& group, T mean) {
    return gradient_sums_in<double>(call, group, mean);
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "two_pass_wide_sums",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n, all sums in float64",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.1); PyTorch's CPU batch norm",
    .contract = NumericContract{.algorithm = "two_pass",
                                .accumulator = NumericContract::Accumulator::kFloat64,
                                .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<TwoPassWideSums>,
});

}  // namespace
}  // namespace normaudit
