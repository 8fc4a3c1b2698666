#pragma once
// A contender of a case: one way to compute its pass, or a floor below which none can be.

#include <functional>
#include <string>
#include <vector>

#include "bench/cpu/arrays.h"
#include "bench/cpu/cases.h"

namespace normaudit::bench::cpu {

enum class Kind : std::uint8_t { kFloor, kOurs, kTextbook, kLoop, kPeer };
/// "floor", "ours", "textbook", "loop", "peer".
std::string to_string(Kind kind);

struct Contender {
  std::string name;
  Kind kind = Kind::kOurs;
  /// Has threads of its own, which must have gone to sleep before others are timed, and others'
  /// before it is.
  bool needs_quiet = false;
  /// The case's arrays hold its answers, to be compared with the loops'.
  bool answers_in_arrays = true;
  /// One call, after which the arrays hold all that it returns; empty where `sample` leaves that
  /// there.
  std::function<void()> deliver = {};
  /// Seconds of so many calls, one after the other. Throws std::runtime_error where it fails.
  std::function<double(int calls)> sample;
};

/// A case on its arrays.
struct Stage {
  const Case& timed;
  Arrays& arrays;
};

/// Calls timed by the host's clock.
std::function<double(int calls)> on_clock(std::function<void()> call);

// The names that summaries ask for.
inline constexpr const char* kOurs = "fast";
inline constexpr const char* kOursFresh = "fast, fresh output";
inline constexpr const char* kStreamOrdinary = "stream, ordinary stores";
inline constexpr const char* kStreamAround = "stream, stores around caches";
inline constexpr const char* kStreamFresh = "stream, fresh output";
inline constexpr const char* kRead = "read";
inline constexpr const char* kReadPrefetched = "read, prefetched";
inline constexpr const char* kFastMath = "naive_fast_math";
inline constexpr const char* kOnednn = "onednn ";  ///< then the version

/// Smaller arrays come from a heap that has them at hand.
inline constexpr std::int64_t kLeastFresh = 1 << 15;

/// Above, a textbook's call takes too long to be timed.
inline constexpr std::int64_t kMostTextbookNumbers = std::int64_t{1} << 18;

// The contenders of each file. They keep references to the stage's arrays.
std::vector<Contender> floor_contenders(const Stage& stage);
std::vector<Contender> our_contenders(const Stage& stage);
std::vector<Contender> textbook_contenders(const Stage& stage,
                                           std::int64_t most_numbers = kMostTextbookNumbers);
std::vector<Contender> loop_contenders(const Stage& stage);

/// Fills save_mean, save_var and save_invstd, from which every backward pass starts, and y.
void save_statistics(const Stage& stage);

}  // namespace normaudit::bench::cpu
