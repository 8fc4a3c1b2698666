// mean = sum(x)/n, then variance = sum((x - mean)^2)/n. Chan, Golub, LeVeque, "Algorithms for
// computing the sample variance: analysis and recommendations", Am. Stat. 37(3), 1983, eq. (1.1).
#include "impl/two_pass.h"

#include "core/backend.h"
#include "impl/textbook.h"

namespace normaudit {
namespace {

struct TwoPass : Textbook {
  template <class T>
  static Moments<T> moments(const GroupView<T>& x) {
    return two_pass_moments<T>(x);
  }
};

const bool kRegistered = register_entry(Backend{
    .name = "two_pass",
    .sentence = "mean = sum(x)/n, then variance = sum((x - mean)^2)/n",
    .source = "Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.1)",
    .contract = NumericContract{.algorithm = "two_pass", .in_place_safe = true},
    .supports = textbook_supports,
    .run = run_textbook<TwoPass>,
});

}  // namespace
}  // namespace normaudit
