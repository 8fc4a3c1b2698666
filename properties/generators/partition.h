#pragma once
// A batch cut into parts: how many samples each part takes.

#include <cstdint>
#include <vector>

#include "core/random.h"

namespace normaudit::properties {

/// At least two counts, none negative, that add up to `samples`. Often there is an empty part, a
/// part of one sample, one sample before all the others, or one part per sample of a
/// short batch.
std::vector<std::int64_t> any_partition(Philox& words, std::int64_t samples);

}  // namespace normaudit::properties
