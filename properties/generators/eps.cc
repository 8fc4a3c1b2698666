// Drawing eps.
#include "properties/generators/eps.h"

#include "core/bits.h"
#include "properties/generators/choices.h"

namespace normaudit::properties {

const std::vector<double>& usual_eps() {
  static const std::vector<double> kEps{
      1e-5, 0.0, 1.0, 0.1, 1e-3, 1e-8, 1e-12, static_cast<double>(1e-5F), 0x1p-1074, 0x1p+900};
  return kEps;
}

double any_eps() {
  const std::uint64_t which = below(16);
  const std::uint64_t position = below(static_cast<std::uint64_t>(max_ordinal(Dtype::kFloat64)));
  if (which == 15) {
    return widen(Dtype::kFloat64,
                 from_ordinal(Dtype::kFloat64, static_cast<std::int64_t>(position)));
  }
  // The extremes, which leave little to say, once each; the others half as often again.
  const std::size_t count = usual_eps().size();
  return usual_eps()[which < count ? which : which - count];
}

}  // namespace normaudit::properties
