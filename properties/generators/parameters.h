#pragma once
// Which parameters there are, how running statistics move, and the hazards about their numbers.

#include <cstdint>
#include <optional>

namespace normaudit::properties {

struct Parameters {
  bool has_weight = true;
  bool has_bias = true;
  std::optional<double> momentum = 0.1;
  std::int64_t num_batches_tracked = 0;
};

/// Only inside rc::gen::exec; always five choices.
Parameters any_parameters();

}  // namespace normaudit::properties
