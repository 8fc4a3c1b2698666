#pragma once
// Trying a law on a backend over many drawn problems; the first violation is shrunk and reported.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "properties/law.h"
#include "verdict/judge.h"

namespace normaudit::properties {

/// How much to run and from which seed; the seed is part of every report.
struct LawEffort {
  /// Problems drawn that the backend takes; with none, only those replayed are tried and no tag has
  /// to be reached.
  std::uint64_t cases = 100;
  std::uint64_t seed = 1;
  /// The first of the seed's problems: case k is the same problem wherever counting starts.
  std::uint64_t first_case = 0;
  /// For making a violation small; a law is never cut short because it is slow.
  std::chrono::milliseconds shrink_budget{2000};
  /// Problems tried before any is drawn, as text: those that failed once.
  std::vector<std::string> replayed = {};
  /// Where the case that runs is noted (properties/journal.h); empty: nowhere.
  std::filesystem::path running_folder = {};
};

struct LawOutcome {
  /// pass, fail, unsupported(reason): the law excludes the backend, or the backend gave one reason
  /// for every problem; or vacuous(reason): no trial said anything, or a declared tag was not
  /// reached by one case in a hundred.
  verdict::Status status = verdict::Status::kPass;
  std::string reason;
  std::uint64_t cases = 0;                    ///< trials with an assertion that held
  std::uint64_t empty = 0;                    ///< trials the law said nothing of
  std::uint64_t unsupported = 0;              ///< problems the backend does not take
  double worst = 0;                           ///< largest |residual| over what was allowed
  std::map<std::string, std::uint64_t> tags;  ///< how many of the cases had each tag
  /// Where it failed: the smallest problem found, as text, before it is bent; then its part of at
  /// most 16 numbers an array, written out, or empty where no such part breaks the law.
  std::string counterexample;
  std::string written_out;
};

/// Thread-safe where the backend is.
LawOutcome run_law(const Law& law, const Backend& backend, const LawEffort& effort);

/// One trial on one given problem, bent as the law asks; what the law or the backend throws is a
/// finding. Nothing is asserted where the law excludes the backend or this one does not take the
/// problem.
Finding try_law(const Law& law, const Backend& backend, const Problem& problem);

}  // namespace normaudit::properties
