// Index maps of operators: the only arithmetic that the oracle and the backends share.
#include "core/operator.h"

namespace normaudit {
namespace {

std::int64_t channel_groups(const Operator& op, const Shape& shape, std::int64_t subsets) {
  switch (op.channel_span) {
    case Operator::ChannelSpan::kOne:
      return shape.channels;
    case Operator::ChannelSpan::kSubset:
      return subsets;
    case Operator::ChannelSpan::kAll:
      break;
  }
  return 1;
}

}  // namespace

std::int64_t Operator::group_count(const Shape& shape, std::int64_t subsets) const {
  return channel_groups(*this, shape, subsets) * (pools_samples ? 1 : shape.batch);
}

Group Operator::group(const Shape& shape, std::int64_t subsets, std::int64_t index) const {
  const std::int64_t groups = channel_groups(*this, shape, subsets);
  const std::int64_t width = shape.channels / groups;
  Group group;
  group.first_sample = pools_samples ? 0 : index / groups;
  group.samples = pools_samples ? shape.batch : 1;
  group.first_channel = index % groups * width;
  group.channels = width;
  return group;
}

std::int64_t Operator::affine_count(const Shape& shape) const {
  return affine_index == AffineIndex::kChannel ? shape.channels
                                               : shape.channels * shape.spatial_count();
}

std::int64_t Operator::affine_index_of(const Shape& shape, std::int64_t c, std::int64_t s) const {
  return affine_index == AffineIndex::kChannel ? c : c * shape.spatial_count() + s;
}

const Operator& find_operator(std::string_view name) {
  return find_or_refuse<Operator>("operator", name);
}

}  // namespace normaudit
