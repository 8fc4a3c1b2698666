// Drawing shapes.
#include "properties/generators/channels_and_groups.h"

#include <algorithm>

#include "properties/generators/choices.h"
#include "properties/generators/counts.h"

namespace normaudit::properties {
namespace {

using ChannelSpan = Operator::ChannelSpan;

// Elements of most problems; a group of any_count() elements may take more.
constexpr std::int64_t kUsual = 192;
// Once in a while, as many channels as the list has.
constexpr std::int64_t kMost = 2048;
constexpr std::int64_t kMany = 63;

// Two choices.
std::int64_t any_channels(std::int64_t group_elements) {
  const bool many = one_in(24);
  const std::int64_t budget = many ? kMost : kUsual;
  const std::int64_t most =
      std::max<std::int64_t>(2, budget / std::max<std::int64_t>(1, group_elements));
  std::vector<std::int64_t> fitting;
  for (std::int64_t each : channel_counts()) {
    if (each <= most && (!many || each >= std::min(most / 4, kMany))) fitting.push_back(each);
  }
  return any_of(fitting);
}

std::int64_t any_divisor(std::int64_t number) {
  std::vector<std::int64_t> divisors;
  for (std::int64_t d = 1; d <= number; ++d) {
    if (number % d == 0) divisors.push_back(d);
  }
  return any_of(divisors);
}

// Spatial extents with this product, four choices whatever the rank.
std::vector<std::int64_t> any_spatial(std::int64_t product, std::size_t rank) {
  const Factors first = any_factors(product);
  const Factors second = any_factors(first.inner);
  if (rank == 0) return {};
  if (rank == 1) return {product};
  if (rank == 2) return {first.outer, first.inner};
  return {first.outer, second.outer, second.inner};
}

// By the count of elements of one group, and which of the extents make it up.
Extents by_count(const Operator& op) {
  const std::int64_t count = any_count();
  const std::int64_t channels = any_channels(count);
  const std::int64_t fitting = kUsual / std::max<std::int64_t>(1, count * channels);
  const std::int64_t samples =
      std::min(any_of<std::int64_t>({1, 2, 3, 5, 0}), std::max<std::int64_t>(1, fitting));
  auto rank = static_cast<std::size_t>(below(4));
  Factors parts = any_factors(count);  // outer: samples or channels, inner: places
  if (rank == 0 && op.channel_span == ChannelSpan::kOne && !op.pools_samples) rank = 1;
  if (rank == 0) parts = {.outer = count, .inner = 1};
  Extents extents;
  switch (op.channel_span) {
    case ChannelSpan::kOne:
      if (!op.pools_samples) parts = {.outer = samples, .inner = count};
      extents.shape = {parts.outer, channels, {}};
      break;
    case ChannelSpan::kSubset:
      extents.groups = std::min<std::int64_t>(channels, 16);
      extents.shape = {samples, std::max<std::int64_t>(1, parts.outer) * extents.groups, {}};
      break;
    case ChannelSpan::kAll:
      extents.shape = {samples, std::max<std::int64_t>(1, parts.outer), {}};
      break;
  }
  extents.shape.spatial = any_spatial(parts.inner, rank);
  return extents;
}

// A layout that mixes two dimensions up is right where their extents are alike: so both.
Extents alike_or_distinct(const Operator& op, bool alike) {
  const std::size_t rank = 2 + below(4);
  const std::uint64_t turn = below(5);
  const std::vector<std::int64_t> distinct{2, 3, 4, 5, 1};
  std::vector<std::int64_t> extents;
  for (std::size_t i = 0; i < rank; ++i) {
    extents.push_back(alike ? 2 + static_cast<std::int64_t>(turn % 2) : distinct[(i + turn) % 5]);
  }
  Extents result{.shape = Shape::from_extents(extents), .groups = any_divisor(extents[1])};
  if (op.channel_span != ChannelSpan::kSubset) result.groups = 1;
  return result;
}

}  // namespace

const std::vector<std::int64_t>& channel_counts() {
  static const std::vector<std::int64_t> kCounts{1,  2,  3,  7,  8,  9,   15,  16,
                                                 17, 45, 63, 64, 65, 129, 1024};
  return kCounts;
}

Extents any_extents(const Operator& op) {
  // Both are drawn, whichever is taken: as many choices always.
  const std::uint64_t style = below(16);
  const Extents counted = by_count(op);
  const Extents alike = alike_or_distinct(op, style == 14);
  return style < 14 ? counted : alike;
}

Extents any_tiny_extents(const Operator& op) {
  constexpr std::int64_t kMostElements = 16;
  const auto channels = static_cast<std::int64_t>(1 + below(4));
  const auto samples = any_of<std::int64_t>({1, 0, 2, 3, 4, 5, 7, 8});
  const auto places = static_cast<std::int64_t>(1 + below(4));
  const std::int64_t groups = any_divisor(channels);
  Extents extents{.shape = {std::min(samples, kMostElements / channels), channels, {}},
                  .groups = op.channel_span == ChannelSpan::kSubset ? groups : 1};
  const std::int64_t plane = std::max<std::int64_t>(1, extents.shape.batch) * channels;
  if (places > 1) extents.shape.spatial = {std::min(places, kMostElements / plane)};
  return extents;
}

}  // namespace normaudit::properties
