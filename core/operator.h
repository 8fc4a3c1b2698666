#pragma once
// A normalization operator as data: how elements are grouped, whether the mean is subtracted, which
// weight an element takes.

#include <cstdint>
#include <string>

#include "core/registry.h"
#include "core/shape.h"

namespace normaudit {

/// Statistics are taken over a group: these samples, these channels, every spatial place.
struct Group {
  std::int64_t first_sample = 0;
  std::int64_t samples = 1;
  std::int64_t first_channel = 0;
  std::int64_t channels = 1;
};

struct Operator {
  /// Over which channels one group extends.
  enum class ChannelSpan : std::uint8_t { kOne, kSubset, kAll };
  /// What indexes weight and bias.
  enum class AffineIndex : std::uint8_t { kChannel, kElement };

  std::string name;
  std::string sentence;
  bool pools_samples = true;  ///< one group spans the whole batch
  ChannelSpan channel_span = ChannelSpan::kOne;
  bool centred = true;  ///< subtracts the mean; its statistics are then mean and variance
  AffineIndex affine_index = AffineIndex::kChannel;
  bool keeps_running_statistics = false;

  std::int64_t group_count(const Shape& shape, std::int64_t subsets) const;
  Group group(const Shape& shape, std::int64_t subsets, std::int64_t index) const;
  /// Length of weight and bias.
  std::int64_t affine_count(const Shape& shape) const;
  std::int64_t affine_index_of(const Shape& shape, std::int64_t c, std::int64_t s) const;
};

/// Throws InputError when no such operator is registered.
const Operator& find_operator(std::string_view name);

}  // namespace normaudit
