// mean = sum(x)/n and variance = sum(x^2)/n - mean^2 in one sweep, which cancels where the mean is
// large: the "textbook" algorithm of Chan, Golub, LeVeque, "Algorithms for computing the sample
// variance: analysis and recommendations", Am. Stat. 37(3), 1983, eq. (1.2).
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct OnePass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    T sum = 0;
    T squares = 0;
    x.for_each([&](T value) {
      sum = sum + value;
      squares = squares + value * value;
    });
    const T mean = sum / n;
    // Not clamped at 0: the formula is under test as it stands, and its bound allows the sign.
    return {mean, squares / n - mean * mean};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "one_pass",
    .sentence = "mean = sum(x)/n and variance = sum(x^2)/n - mean^2, in one sweep",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.2)",
    .contract =
        NumericContract{
            .algorithm = "one_pass", .variance_never_negative = false, .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<OnePass>,
});

}  // namespace
}  // namespace normaudit
