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
  const S* weight = nullptr;  ///< null: 1
  S* scale = nullptr;         ///< in: invstd*weight
  S* factor = nullptr;        ///< room for one number per channel
};

/// The second factors, or null where every one would be 1. A channel's own results do not depend on
/// whether another one needs it, for multiplying by 1 changes nothing.
template <class S>
const S* factors_of(const Scales<S>& s) {
  if (s.weight == nullptr) return nullptr;
  const auto needs = [&](std::int64_t c) { return !std::isnormal(s.scale[c]) && s.weight[c] != 0; };
  bool any = false;
  for (std::int64_t c = 0; c < s.channels; ++c) any = any || needs(c);
  if (!any) return nullptr;
  for (std::int64_t c = 0; c < s.channels; ++c) {
    s.factor[c] = needs(c) ? s.weight[c] : S{1};
    if (needs(c)) s.scale[c] = s.invstd[c];
  }
  return s.factor;
}

}  // namespace normaudit::fast
