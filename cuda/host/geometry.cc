// Reading strides off an index map.
#include "cuda/host/geometry.h"

namespace normaudit::cuda {

Geometry geometry_of(const IndexMap& map) {
  // A map without places must not be asked for one.
  if (map.count() == 0) {
    return {.kind = Geometry::Kind::kPlanes,
            .batch = map.batch(),
            .channels = map.channels(),
            .places = map.spatial_count()};
  }
  const std::int64_t first = map(0, 0, 0);
  Geometry result{.batch = map.batch(),
                  .channels = map.channels(),
                  .places = map.spatial_count(),
                  .batch_stride = map(1, 0, 0) - first,
                  .channel_stride = map(0, 1, 0) - first,
                  .place_stride = map.spatial_count() > 1 ? map.spatial_stride() : 1};
  if (result.place_stride == 0) return result;  // no common stride
  // With one place a plane is a single number, and neighbouring channels are what can be coalesced.
  if (result.channel_stride == 1 && (result.places <= 1 || result.place_stride > 1)) {
    result.kind = Geometry::Kind::kColumns;
  } else if (result.place_stride == 1) {
    result.kind = Geometry::Kind::kPlanes;
  }
  return result;
}

std::string unsupported_shape(const Problem& problem) {
  const Operator& op = operator_of(problem);
  const bool channelwise = op.centred && op.pools_samples &&
                           op.channel_span == Operator::ChannelSpan::kOne &&
                           op.affine_index == Operator::AffineIndex::kChannel;
  if (!channelwise) return "grouping";
  if (geometry_of(IndexMap(problem.shape, problem.layout)).kind == Geometry::Kind::kOther) {
    return "strides";
  }
  if (problem.dtype != Dtype::kFloat64) {
    for (Dtype dtype : {problem.parameter_dtype, problem.statistic_dtype}) {
      if (dtype == Dtype::kFloat64) return "float64 beside shorter data";
    }
  } else {
    for (Dtype dtype : {problem.parameter_dtype, problem.statistic_dtype}) {
      if (size_in_bytes(dtype) < 4) return "16-bit numbers beside float64";
    }
  }
  return {};
}

}  // namespace normaudit::cuda
