// The error of the normalization formula.
#include "verdict/forward.h"

#include <cmath>

namespace normaudit::verdict {
namespace {

Estimate normalized(const Arithmetic& a, const Normalizer& normalizer,
                    const ForwardElement& element) {
  Estimate result = a.product(centred(a, normalizer, element.deviation), normalizer.invstd);
  result.magnitude = smaller(result.magnitude, normalizer.exact_cap);
  if (!normalizer.invstd.error.infinite() && !normalizer.normalized_cap.infinite()) {
    const Up computed = a.grow(1) * normalizer.normalized_cap + a.tiny();
    result.error = smaller(result.error, computed + result.magnitude);
  }
  return result;
}

Estimate factor(const Arithmetic& a, const Normalizer& normalizer, const ForwardElement& element) {
  if (!element.weight) return normalizer.invstd;
  return a.product(Arithmetic::exact(std::fabs(*element.weight)), normalizer.invstd);
}

// One operation on computed numbers: its error is that of its own rounding.
struct FoldedRoundings {
  Estimate scaled_x;     // fl(x*a)
  Estimate scaled_mean;  // fl(mean*a)
  Estimate offset;       // b
};

FoldedRoundings folded_roundings(const Arithmetic& a, Up mean, Up factor,
                                 const ForwardElement& element) {
  const Estimate of_a = {factor, 0.0};
  const Up bias = std::fabs(element.bias.value_or(0));
  FoldedRoundings result;
  result.scaled_x = a.product(Arithmetic::exact(std::fabs(element.x)), of_a);
  result.scaled_mean = a.product({mean, 0.0}, of_a);
  const Up subtracted = result.scaled_mean.reach();
  result.offset = a.sum({bias, 0.0}, {subtracted, 0.0}, bias + subtracted);
  return result;
}

}  // namespace

Estimate centred(const Arithmetic& a, const Normalizer& normalizer, Up deviation) {
  Up before = normalizer.mean.error;
  if (normalizer.pivot_offset) {
    before = before + a.difference({deviation + *normalizer.pivot_offset, 0.0}).error;
  }
  return a.difference({deviation, before});
}

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

// (x - mean)*(a^ - a) - (mean^ - mean)*a^, then the roundings of x*a, mean*a, b and y.
Up folded(const Arithmetic& a, const Normalizer& normalizer, const ForwardElement& element) {
  const Estimate scale = factor(a, normalizer, element);
  const FoldedRoundings r = folded_roundings(a, normalizer.mean.reach(), scale.reach(), element);
  const Up shift = normalizer.mean.error;
  // x and the computed mean are one number, and so are the two products.
  const bool same = element.deviation.value() == 0 && shift.value() == 0;
  const Up products = same ? Up(0.0) : r.scaled_x.error + r.scaled_mean.error;
  const Up error =
      element.deviation * scale.error + shift * scale.reach() + products + r.offset.error;
  const bool overflows = r.scaled_x.error.infinite() || r.scaled_mean.error.infinite();
  if (overflows || error.infinite()) return kInfinity;
  return a.without_overflow()
      .sum({r.scaled_x.reach(), error}, {r.offset.reach(), 0.0}, element.y)
      .error;
}

bool folded_may_lose_infinity(const Arithmetic& a, const Normalizer& normalizer,
                              const ForwardElement& element) {
  const auto finite = [](Up value) { return value.infinite() ? Up(0.0) : value; };
  const Estimate scale = factor(a, normalizer, element);
  const bool vanishes = scale.magnitude.value() != 0 && scale.magnitude <= scale.error;
  if (vanishes || scale.error.infinite()) return true;
  ForwardElement known = element;
  if (std::isinf(element.x)) known.x = 0;
  if (element.bias && std::isinf(*element.bias)) known.bias = 0;
  const FoldedRoundings r =
      folded_roundings(a, finite(normalizer.mean.reach()), scale.reach(), known);
  return r.scaled_x.error.infinite() || r.scaled_mean.error.infinite() || r.offset.error.infinite();
}

}  // namespace normaudit::verdict
