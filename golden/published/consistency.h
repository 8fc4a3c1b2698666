#pragma once
// Whether some input within its printed digits explains every printed output: branch and prune. A
// box of inputs is dropped where interval arithmetic puts an output outside its digits, widened;
// else its middle is tried with the exact oracle, and the box is halved.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/role.h"
#include "golden/published/worked_example.h"

namespace normaudit::golden {

enum class PublishedVerdict : std::uint8_t {
  kHolds,       ///< true of every input there may have been
  kConsistent,  ///< true of one input at least, the witness
  kRefuted,     ///< true of none
  kUndecided,
  kVacuous,  ///< says nothing of normalization
};

std::string_view to_string(PublishedVerdict verdict);

/// An output that no input of a box explains.
struct Miss {
  Role role = Role::kY;
  std::int64_t index = 0;  ///< within the channel
  Interval exact;          ///< what it is for the inputs of the box
  std::string printed;
};

struct ChannelFinding {
  PublishedVerdict verdict = PublishedVerdict::kUndecided;
  /// Consistent: inputs of the format that explain every output.
  std::optional<Tensors> witness;
  /// Consistent: the largest |exact - printed|/(half a unit + widening) of any output.
  double used = 0;
  /// Refuted: the first output missed.
  std::optional<Miss> miss;
};

/// How many boxes are looked at.
struct Budget {
  int boxes = 1000;
};

/// Of an example of one channel.
ChannelFinding check_channel(const WorkedExample& channel, const Budget& budget = {});

struct TableFinding {
  PublishedVerdict verdict = PublishedVerdict::kUndecided;
  std::vector<ChannelFinding> channels;

  /// Numbers of the channels with this verdict, from 0.
  std::vector<std::int64_t> channels_with(PublishedVerdict verdict) const;
  double used() const;
};

/// Every channel by itself: consistent where all are, refuted where one is.
TableFinding check_table(const WorkedExample& example, const Budget& budget = {});

}  // namespace normaudit::golden
