#pragma once
// A claim of an article: a printed array or a stated sentence, with its verdict and the number that
// decides it.

#include <optional>
#include <string>
#include <vector>

#include "golden/published/consistency.h"
#include "golden/published/transcript.h"

namespace normaudit::golden {

struct Claim {
  std::string article;    ///< file name of the source
  std::int64_t cell = 0;  ///< of a notebook; 0 in an article
  std::int64_t line = 0;  ///< where it stands in the source
  std::string text;       ///< what is claimed: a phrase of the article, or what it prints
  PublishedVerdict verdict = PublishedVerdict::kUndecided;
  std::string number;                 ///< what decides it
  std::optional<TableFinding> table;  ///< with a witness for each channel that has one
};

/// A claim that stands in the block, with nothing decided yet.
Claim claim_in(const Transcript& transcript, const Block& block, std::string text);

/// A claim decided by a worked example.
Claim judged(Claim claim, const WorkedExample& example);

/// "consistent: 10 of 10 channels, ..." or where the first refuted channel misses its digits.
std::string number_of(const TableFinding& finding);

/// Seven digits.
std::string text_of(double value);
/// One number where both ends round to the same seven digits; else "[low, high]", which read back
/// encloses the interval.
std::string text_of(const Interval& interval);
/// "2, 4 and 8".
std::string text_of(const std::vector<std::int64_t>& numbers);

/// Everything the transcripts claim, article by article.
std::vector<Claim> claims_of(const std::vector<Transcript>& transcripts);

/// The parts of claims_of: versions of the article, and the notebook.
std::vector<Claim> article_claims(const Transcript& transcript);
std::vector<Claim> notebook_claims(const Transcript& transcript);

}  // namespace normaudit::golden
