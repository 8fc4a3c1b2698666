// The error of the normalization formula.
#include "verdict/forward.h"

#include <cmath>

namespace normaudit::verdict {
namespace {

Estimate normalized(const Arithmetic& a, const Normalizer& normalizer,
                    const ForwardElement& element) {
  const Estimate deviation = a.difference({element.deviation, normalizer.mean.error});
  Estimate result = a.product(deviation, normalizer.invstd);
  result.magnitude = smaller(result.magnitude, normalizer.exact_cap);
  if (!normalizer.invstd.error.infinite() && !normalizer.normalized_cap.infinite()) {
    const Up computed = a.grow(1) * normalizer.normalized_cap + a.tiny();
    result.error = smaller(result.error, computed + result.magnitude);
  }
  return result;
}

}  // namespace

Up forward(const Arithmetic& a, const Normalizer& normalizer, const ForwardElement& element) {
  const Arithmetic last = a.without_overflow();
  Estimate value = normalized(a, normalizer, element);
  if (element.weight) {
    const Arithmetic& scaling = element.bias ? a : last;
    value = scaling.product(value, Arithmetic::exact(std::fabs(*element.weight)));
  }
  if (element.bias) value = last.sum(value, Arithmetic::exact(std::fabs(*element.bias)), element.y);
  return value.error;
}

}  // namespace normaudit::verdict
