// Drawing what stands beside the data.
#include "properties/generators/parameters.h"

#include <cmath>

#include "properties/generators/choices.h"

namespace normaudit::properties {
namespace {

// Never 0.5 alone, at which a momentum and its complement are one.
std::optional<double> any_momentum() {
  const auto usual = any_of<std::optional<double>>(
      {0.1, 0.0, 1.0, std::nullopt, 0.9, static_cast<double>(0.1F), 0.5, -1.0});
  const auto fraction = static_cast<double>(below((std::uint64_t{1} << 53) + 1));
  return usual == -1.0 ? std::ldexp(fraction, -53) : usual;
}

}  // namespace

Parameters any_parameters() {
  return {.has_weight = !one_in(4),
          .has_bias = !one_in(4),
          .momentum = any_momentum(),
          .num_batches_tracked = static_cast<std::int64_t>(below(1000))};
}

}  // namespace normaudit::properties
