// Drawing a partition: half of the draws are the shapes on which merging is known to break.
#include "properties/generators/partition.h"

#include <algorithm>

namespace normaudit::properties {
namespace {

// Two to five parts between sorted cuts; equal cuts leave an empty part.
std::vector<std::int64_t> between_cuts(Philox& words, std::int64_t samples) {
  std::vector<std::int64_t> cuts{0, samples};
  const std::uint64_t inner = 1 + uniform_below(words, 4);
  for (std::uint64_t i = 0; i < inner; ++i) {
    const auto bound = static_cast<std::uint64_t>(samples) + 1;
    cuts.push_back(static_cast<std::int64_t>(uniform_below(words, bound)));
  }
  std::ranges::sort(cuts);
  std::vector<std::int64_t> parts;
  for (std::size_t i = 1; i < cuts.size(); ++i) parts.push_back(cuts[i] - cuts[i - 1]);
  return parts;
}

}  // namespace

std::vector<std::int64_t> any_partition(Philox& words, std::int64_t samples) {
  constexpr std::uint64_t kKinds = 8;
  const std::uint64_t kind = uniform_below(words, kKinds);
  const std::int64_t one = std::min<std::int64_t>(samples, 1);
  if (kind == 0) return {one, samples - one};
  if (kind == 1) return {samples - one, one};
  if (kind == 2) return {0, samples};
  // A long batch has no part per sample: every part is a run of its own for whoever merges them.
  if (kind == 3 && samples > 1 && samples <= 8) {
    return std::vector<std::int64_t>(static_cast<std::size_t>(samples), 1);
  }
  return between_cuts(words, samples);
}

}  // namespace normaudit::properties
