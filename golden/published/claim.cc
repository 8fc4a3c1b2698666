// Claims as text.
#include "golden/published/claim.h"

#include <array>
#include <charconv>
#include <limits>

namespace normaudit::golden {

Claim claim_in(const Transcript& transcript, const Block& block, std::string text) {
  return {.article = transcript.article,
          .cell = block.cell,
          .line = block.line,
          .text = std::move(text),
          .verdict = PublishedVerdict::kUndecided,
          .number = {},
          .table = std::nullopt};
}

std::string text_of(double value) {
  constexpr int kDigits = 7;
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::general, kDigits);
  return {buffer.data(), end.ptr};
}

std::string text_of(const Interval& interval) {
  if (interval.contains(0) && interval.reach() < std::numeric_limits<double>::min()) return "0";
  const std::string low = text_of(interval.low);
  const std::string high = text_of(interval.high);
  return low == high ? low : "[" + low + ", " + high + "]";
}

std::string text_of(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text += i + 1 == numbers.size() ? " and " : ", ";
    text += std::to_string(numbers[i]);
  }
  return text;
}

std::string number_of(const TableFinding& finding) {
  const auto consistent = finding.channels_with(PublishedVerdict::kConsistent);
  const std::size_t count = finding.channels.size();
  std::string text =
      std::to_string(consistent.size()) + " of " + std::to_string(count) + " channels";
  if (consistent.size() == count) {
    return text + ", off by at most " + text_of(finding.used()) +
           " of what digits and rounding allow";
  }
  if (!consistent.empty()) text += " (" + text_of(consistent) + ")";
  for (std::size_t c = 0; c < count; ++c) {
    const std::optional<Miss>& miss = finding.channels[c].miss;
    if (finding.channels[c].verdict != PublishedVerdict::kRefuted || !miss) continue;
    return text + "; channel " + std::to_string(c) + ": " + std::string(to_string(miss->role)) +
           " is " + text_of(miss->exact) + ", printed " + miss->printed;
  }
  return text;
}

Claim judged(Claim claim, const WorkedExample& example) {
  claim.table = check_table(example);
  claim.verdict = claim.table->verdict;
  claim.number = number_of(*claim.table);
  return claim;
}

std::vector<Claim> claims_of(const std::vector<Transcript>& transcripts) {
  std::vector<Claim> all;
  for (const Transcript& transcript : transcripts) {
    const bool has_cells = !transcript.blocks.empty() && transcript.blocks.front().cell > 0;
    for (Claim& claim : has_cells ? notebook_claims(transcript) : article_claims(transcript)) {
      all.push_back(std::move(claim));
    }
  }
  return all;
}

}  // namespace normaudit::golden
