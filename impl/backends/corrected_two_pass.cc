// mean = sum(x)/n, then variance = (sum(d^2) - sum(d)^2/n)/n with d = x - mean: sum(d), 0 in exact
// arithmetic, takes out what the mean's own error adds. Chan, Golub, LeVeque, "Algorithms for
// computing the sample variance: analysis and recommendations", Am. Stat. 37(3), 1983, eq. (1.7),
// there attributed to A. Bjorck.
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct CorrectedTwoPass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    T sum = 0;
    x.for_each([&](T value) { sum = sum + value; });
    const T mean = sum / n;
    T deviations = 0;
    T squares = 0;
    x.for_each([&](T value) {
      const T deviation = value - mean;
      deviations = deviations + deviation;
      squares = squares + deviation * deviation;
    });
    // Not clamped at 0: rounding can make the correction the larger one on a constant channel.
    return {mean, (squares - deviations * deviations / n) / n};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "corrected_two_pass",
    .sentence = "mean = sum(x)/n, then variance = (sum(d^2) - sum(d)^2/n)/n with d = x - mean",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.7)",
    .contract = NumericContract{.algorithm = "corrected_two_pass",
                                .variance_never_negative = false,
                                .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<CorrectedTwoPass>,
});

}  // namespace
}  // namespace normaudit
