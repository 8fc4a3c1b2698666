// Claims as text.
#include "golden/published/claim.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/number_text.h"

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

namespace {

constexpr int kDigits = 7;

std::string digits_of(double value, std::chars_format format, int precision) {
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  return {buffer.data(), end.ptr};
}

// Seven digits that, read back, are not above the value; of its negative, not below.
std::string text_below(double value) {
  const std::string nearest = text_of(value);
  if (!std::isfinite(value) || parse_double(nearest, "digits") <= value) return nearest;
  const std::string scientific = digits_of(value, std::chars_format::scientific, kDigits - 1);
  const std::size_t mark = scientific.find('e');
  const double unit =
      std::pow(10.0, static_cast<double>(std::stoi(scientific.substr(mark + 1))) - (kDigits - 1));
  return text_of(parse_double(nearest, "digits") - unit);
}

std::string text_above(double value) {
  const std::string text = text_below(-value);
  return text.starts_with('-') ? text.substr(1) : text == "0" ? text : "-" + text;
}

}  // namespace

std::string text_of(double value) { return digits_of(value, std::chars_format::general, kDigits); }

std::string text_of(const Interval& interval) {
  if (interval.contains(0) && interval.reach() < std::numeric_limits<double>::min()) return "0";
  const std::string low = text_of(interval.low);
  if (low == text_of(interval.high)) return low;
  return "[" + text_below(interval.low) + ", " + text_above(interval.high) + "]";
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
