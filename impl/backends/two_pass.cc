// mean = sum(x)/n, then variance = sum((x - mean)^2)/n. Chan, Golub, LeVeque, "Algorithms for
// computing the sample variance: analysis and recommendations", Am. Stat. 37(3), 1983, eq. (1.1).
#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct TwoPass {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    const auto n = static_cast<T>(x.count());
    T sum = 0;
    x.for_each([&](T value) { sum = sum + value; });
    const T mean = sum / n;
    T squares = 0;
    x.for_each([&](T value) {
      const T deviation = value - mean;
      squares = squares + deviation * deviation;
    });
    return {mean, squares / n};
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "two_pass",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.1)",
    .contract = NumericContract{.algorithm = "two_pass"},
    .supports = textbook_supports,
    .run = run_textbook<TwoPass>,
});

}  // namespace
}  // namespace normaudit
