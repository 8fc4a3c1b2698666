#pragma once
// What multiplies a channel's deviations: invstd*weight rounded once, or, where that is not a
// normal number, invstd and weight one after the other.

#include <cmath>
#include <cstdint>

namespace normaudit::fast {

template <class S>
struct Scales {
  std::int64_t channels = 0;
  const S* invstd = nullptr;
  const S* weight = nullptr;
  S* scale = nullptr;   ///< in: invstd*weight
  S* factor = nullptr;  ///< room for one number per channel
};

/// The second factors, for where kernels say that one is needed. A channel's own results do not
/// depend on whether another one needs it, for multiplying by 1 changes nothing.
template <class S>
const S* factors_of(const Scales<S>& s) {
  for (std::int64_t c = 0; c < s.channels; ++c) {
    const bool needed = !std::isnormal(s.scale[c]) && s.weight[c] != 0;
    s.factor[c] = needed ? s.weight[c] : S{1};
    if (needed) s.scale[c] = s.invstd[c];
  }
  return s.factor;
}

}  // namespace normaudit::fast
