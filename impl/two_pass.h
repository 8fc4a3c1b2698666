#pragma once
// mean = sum(x)/n, then variance = sum((x - mean)^2)/n. Chan, Golub, LeVeque, "Algorithms for
// computing the sample variance: analysis and recommendations", Am. Stat. 37(3), 1983, eq. (1.1).

#include "impl/group_view.h"
#include "impl/textbook_call.h"

namespace normaudit {

/// The sums and their quotients by n are formed in `Sum` and rounded once to T; deviations and
/// their squares are T's.
template <class Sum, class T>
Moments<T> two_pass_moments(const GroupView<T>& x) {
  const auto n = static_cast<Sum>(x.count());
  Sum sum = 0;
  x.for_each([&](T value) { sum = sum + static_cast<Sum>(value); });
  const T mean = static_cast<T>(sum / n);
  Sum squares = 0;
  x.for_each([&](T value) {
    const T deviation = value - mean;
    const T square = deviation * deviation;
    squares = squares + static_cast<Sum>(square);
  });
  return {mean, static_cast<T>(squares / n)};
}

}  // namespace normaudit
