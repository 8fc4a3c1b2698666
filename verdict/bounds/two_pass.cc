// two_pass: v^ = fl(sum fl(fl(x - m^)^2) / n), docs/bounds.md section 4.2:
// sum (x - m^)^2 = n*variance + n*(m^ - m)^2, three roundings a term, n - 1
// additions, one division.
#include "verdict/moments.h"

namespace normaudit::verdict {
namespace {

const bool kRegistered = register_entry(Bound{
    .name = "two_pass",
    .sentence = "variance = sum((x - mean)^2)/n: n*u + (n*kappa*u)^2",
    .rank = 3,
    .moments = [](const Setting& setting) { return two_pass_moments(setting, in_any_order); },
});

}  // namespace
}  // namespace normaudit::verdict
