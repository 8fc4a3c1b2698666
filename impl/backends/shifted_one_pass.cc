// d = x - s with s the group's first element, mean = s + sum(d)/n and variance = sum(d^2)/n -
// (sum(d)/n)^2: one_pass on shifted data, which cancels less because s is near the mean. Chan,
// Golub, LeVeque, "Algorithms for computing the sample variance: analysis and recommendations",
// Am. Stat. 37(3), 1983.
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct ShiftedOnePass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    const T shift = x.first();
    T sum = 0;
    T squares = 0;
    x.for_each([&](T value) {
      const T deviation = value - shift;
      sum = sum + deviation;
      squares = squares + deviation * deviation;
    });
    const T mean = sum / n;
    // Not clamped at 0, as in one_pass.
    return {shift + mean, squares / n - mean * mean};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "shifted_one_pass",
    .sentence = "d = x - x_1, mean = x_1 + sum(d)/n and variance = sum(d^2)/n - (sum(d)/n)^2",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983",
    // A constant channel's deviations from its first element are 0.
    .contract = NumericContract{.algorithm = "shifted_one_pass",
                                .variance_never_negative = false,
                                .exact_on_constant_channels = true,
                                .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<ShiftedOnePass>,
});

}  // namespace
}  // namespace normaudit
