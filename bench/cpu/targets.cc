// The targets by field.
#include "bench/cpu/targets.h"

#include <array>

namespace normaudit::bench::cpu {
namespace {

constexpr double kPrivateCaches = 1.5;

// L3, DRAM.
std::array<double, 2> outer_targets(const Field& field) {
  const bool is_nhwc = field.layout == "nhwc";
  if (field.pass == Pass::kInference) return {1.05, 1.10};
  if (field.pass == Pass::kBackward) {
    return is_nhwc ? std::array{0.90, 1.10} : std::array{0.75, 0.90};
  }
  return is_nhwc ? std::array{0.95, 1.15} : std::array{0.90, 1.00};
}

}  // namespace

std::optional<double> most_over_f2(const Field& field) {
  switch (field.size) {
    case Class::kPrivate:
      return kPrivateCaches;
    case Class::kShared:
      return outer_targets(field)[0];
    case Class::kMemory:
      return outer_targets(field)[1];
    default:
      return std::nullopt;
  }
}

Lead lead_over(const Field& field, const Rival& rival) {
  const bool is_peer = rival.kind == Kind::kPeer;
  if (field.size == Class::kCall) return Lead::kNone;
  if (field.size == Class::kVectors || field.size == Class::kPrivate) {
    return is_peer ? Lead::kShapes : Lead::kNone;
  }
  if (field.pass == Pass::kInference) return is_peer ? Lead::kMean : Lead::kNone;
  if (field.layout == "nhwc") {
    return rival.name.starts_with(kOnednn) ? Lead::kLargeShapes : Lead::kNone;
  }
  return is_peer || rival.name == kFastMath ? Lead::kLargeShapes : Lead::kNone;
}

std::string to_string(Lead lead) {
  switch (lead) {
    case Lead::kLargeShapes:
      return "ahead in every shape above 1 MB";
    case Lead::kShapes:
      return "ahead in every shape";
    case Lead::kMean:
      return "ahead in the mean, never behind by 3 %";
    default:
      return "";
  }
}

}  // namespace normaudit::bench::cpu
