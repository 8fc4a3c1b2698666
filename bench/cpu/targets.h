#pragma once
// The table "What it must reach" of issue 5.

#include <optional>
#include <string>

#include "bench/cpu/cases.h"
#include "bench/cpu/contender.h"

namespace normaudit::bench::cpu {

struct Field {
  Pass pass = Pass::kForwardTraining;
  std::string layout;
  Class size = Class::kMemory;
};

/// The most that ours may take, over F2, in the geometric mean.
std::optional<double> most_over_f2(const Field& field);

/// How far ahead of a rival ours must be.
enum class Lead : std::uint8_t {
  kNone,
  kLargeShapes,  ///< in every shape above 1 MB
  kShapes,       ///< in every shape
  kMean,         ///< in the geometric mean, and nowhere behind by more than 3 %
};
inline constexpr std::int64_t kLargeBytes = 1000000;
inline constexpr double kMostBehind = 1.03;

struct Rival {
  std::string name;
  Kind kind = Kind::kPeer;
};
/// In NHWC oneDNN's newest is the rival; every version that is there counts, for the newest that
/// PyPI has is held up by its runtime.
Lead lead_over(const Field& field, const Rival& rival);

/// In words, for tables.
std::string to_string(Lead lead);

}  // namespace normaudit::bench::cpu
