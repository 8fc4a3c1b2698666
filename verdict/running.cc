// The error of the exponential moving average.
#include "verdict/running.h"

#include <cmath>

namespace normaudit::verdict {

Estimate momentum(const Arithmetic& a, const Momentum& momentum) {
  if (momentum.value) return a.stored(*momentum.value);
  return a.divide_by_count(Arithmetic::exact(1), momentum.number);
}

namespace {

// Upper bound of |1 - m|; above 2^53 the count is no double, and 1 is near enough.
double rest_of(const Momentum& momentum) {
  constexpr std::int64_t kExactCounts = std::int64_t{1} << 53;
  if (!momentum.value && momentum.number > kExactCounts) return 1;
  const double share = momentum.value ? std::fabs(1 - *momentum.value)
                                      : static_cast<double>(momentum.number - 1) /
                                            static_cast<double>(momentum.number);
  return share == 0 ? 0 : std::nextafter(share, kInfinity);  // one rounding
}

struct Factors {
  Estimate m;
  Estimate rest;
};

Factors factors_of(const Arithmetic& a, const Momentum& exact) {
  const Estimate m = momentum(a, exact);
  if (m.reach().value() == 0) return {m, Arithmetic::exact(1)};  // 1 - 0 is 1
  return {m, a.difference({rest_of(exact), m.error})};
}

// 0 times a number that is not 0: the factor's error is all of it.
bool may_vanish(Up magnitude, Up error) { return magnitude.value() != 0 && magnitude <= error; }

}  // namespace

Up running(const Arithmetic& a, const Update& update) {
  const Factors factors = factors_of(a, update.momentum);
  const Estimate kept = a.product(factors.rest, {update.old, a.tiny_of_sum()});
  const Estimate added = a.product(factors.m, update.batch);
  return a.without_overflow().sum(kept, added, update.updated).error;
}

bool may_lose_infinity(const Arithmetic& a, const Update& update) {
  const Factors factors = factors_of(a, update.momentum);
  const bool old_infinite = update.old.infinite();
  const bool batch_infinite = update.batch.magnitude.infinite();
  // 1 - m^ is 0 only where m^ is 1; the second step below is a lower bound of 1 - m.
  const double rest = std::nextafter(std::nextafter(rest_of(update.momentum), 0), 0);
  if (old_infinite && may_vanish(rest, factors.m.error)) return true;
  if (batch_infinite && may_vanish(factors.m.magnitude, factors.m.error)) return true;
  const Estimate kept = a.product(factors.rest, Estimate{update.old, 0.0});
  const Estimate added = a.product(factors.m, update.batch);
  return (!old_infinite && kept.error.infinite()) || (!batch_infinite && added.error.infinite());
}

Estimate unbiased(const Arithmetic& a, Estimate variance, std::int64_t n) {
  const auto count = static_cast<double>(n);
  const Estimate ratio = a.quotient(a.count(n), a.count(n - 1));
  Estimate result = a.product(variance, ratio);
  const Up exact_ratio = divide_by_lower(count, count - 1);
  result.magnitude = variance.magnitude * exact_ratio;
  return result;
}

}  // namespace normaudit::verdict
