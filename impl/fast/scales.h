#pragma once
// What multiplies a channel's deviations: invstd*weight rounded once, or, where that is not a
// normal number, invstd and weight one after the other.

#include <cmath>
#include <cstdint>

namespace normaudit::fast {

template <class S>
struct Scales {
  std::int64_t channels = 0;
  bool needed = false;  ///< as kernels say; else all factors would be 1
  const S* invstd = nullptr;
  const S* weight = nullptr;  ///< not null where needed
  S* scale = nullptr;         ///< in: invstd*weight
  S* factor = nullptr;        ///< room for one number per channel
};

/// The second factors, or null where none is needed. A channel's own results do not depend on
/// whether another one needs it, for multiplying by 1 changes nothing.
template <class S>
const S* factors_of(const Scales<S>& s) {
  if (!s.needed) return nullptr;
  for (std::int64_t c = 0; c < s.channels; ++c) {
    const bool own = !std::isnormal(s.scale[c]) && s.weight[c] != 0;
    s.factor[c] = own ? s.weight[c] : S{1};
    if (own) s.scale[c] = s.invstd[c];
  }
  return s.factor;
}

}  // namespace normaudit::fast
